import type { Json } from '@milepost/core/model';
import { asSchema } from './field.ts';

/** Whether two inputs say the same, in whatever order their fields stand; what is null is left out. */
export function isSameInput(one: Json, other: Json): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: Json): Json {
  const fields = asSchema(value);
  if (fields === null) return Array.isArray(value) ? value.map(sorted) : value;
  const entries = Object.entries(fields).flatMap(([name, part]) =>
    part === undefined || part === null ? [] : [[name, sorted(part)] as const],
  );
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

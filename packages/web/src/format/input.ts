import type { Json } from '@milepost/core/model';
import { asSchema, titleOf } from '../schema/field.ts';
import { formatNumber } from './number.ts';

/** An input in a few words, to tell a job from others of its task: `photos · 3h`. Paths by their end, switches by their name. */
export function summarizeInput(input: Json): string {
  const parts = Object.entries(asSchema(input) ?? {}).flatMap(([name, value]) => summarize(name, value) ?? []);
  return parts.join(' · ');
}

function summarize(name: string, value: Json | undefined): string | null {
  if (typeof value === 'boolean') return value ? titleOf(name).toLowerCase() : null;
  if (typeof value === 'number') return `${formatNumber(value)} ${titleOf(name).toLowerCase()}`;
  if (typeof value !== 'string' || value === '') return null;
  return /^(\/|[A-Za-z]:\\)/.test(value) ? (value.split(/[/\\]/).findLast(Boolean) ?? value) : value;
}

import type { Json } from '@milepost/core/model';
import type { Field } from './field.ts';
import { isObject } from './field.ts';

/** What `--help` says of a flag: `How long to go on. (number, 0.1 to 86400, default 60)`. */
export function describeField({ schema, required, repeated, choices, kind }: Field): string {
  const value = repeated && isObject(schema.items) ? schema.items : schema;
  const text = schema.description ?? schema.title ?? value.description;
  const facts = [
    kind === 'json' ? 'JSON' : value.type === 'integer' ? 'whole number' : kind === 'number' ? 'number' : null,
    choices === null ? null : `one of ${choices.map(show).join(', ')}`,
    bounds(value.minimum, value.exclusiveMinimum, value.maximum, value.exclusiveMaximum),
    length(value.minLength, value.maxLength),
    repeated ? 'may be repeated' : null,
    required ? 'required' : null,
    defaultFact(schema.default),
  ].filter((fact) => fact !== null);
  return [typeof text === 'string' ? text : null, facts.length > 0 ? `(${facts.join(', ')})` : null]
    .filter((part) => part !== null)
    .join(' ');
}

/** Of a switch it is plain that it is off; one that is on is shown as what turns it off. */
function defaultFact(value: Json | undefined): string | null {
  if (value === undefined || value === false || (Array.isArray(value) && value.length === 0)) return null;
  return value === true ? 'on unless this is given' : `default ${Array.isArray(value) ? value.map(show).join(' ') : show(value)}`;
}

/** What stands for its value in the usage: `<folder>`, `<number>`. */
export function placeholder({ schema, repeated, kind, choices }: Field): string {
  const value = repeated && isObject(schema.items) ? schema.items : schema;
  if (value.format === 'folder-path') return '<folder>';
  if (value.format === 'file-path') return '<file>';
  if (choices !== null && choices.map(show).join('|').length <= 24) return `<${choices.map(show).join('|')}>`;
  return kind === 'json' ? '<json>' : kind === 'number' ? '<number>' : '<text>';
}

/** A value of it, for an example. */
export function exampleValue({ schema, choices, isPath, kind }: Field): string {
  const first = Array.isArray(schema.examples) ? schema.examples[0] : (schema.default ?? choices?.[0]);
  if (first !== undefined && first !== null && !Array.isArray(first) && !isObject(first)) return show(first);
  if (isPath) return schema.format === 'file-path' ? './file' : './folder';
  if (kind === 'number') return String(schema.minimum ?? 1);
  return kind === 'json' ? "'[]'" : '…';
}

function bounds(minimum?: Json, above?: Json, maximum?: Json, below?: Json): string | null {
  // zod writes the bounds of safe integers into every whole number; nobody wants to read them.
  if (isBound(minimum) && isBound(maximum)) return `${minimum} to ${maximum}`;
  const low = isBound(minimum) ? `at least ${minimum}` : isBound(above) ? `more than ${above}` : null;
  const high = isBound(maximum) ? `at most ${maximum}` : isBound(below) ? `less than ${below}` : null;
  return low !== null && high !== null ? `${low}, ${high}` : (low ?? high);
}

function length(minimum?: Json, maximum?: Json): string | null {
  const low = typeof minimum === 'number' && minimum > 1 ? `at least ${minimum} characters` : null;
  const high = typeof maximum === 'number' && maximum < 1000 ? `at most ${maximum} characters` : null;
  return low !== null && high !== null ? `${low}, ${high}` : (low ?? high);
}

function isBound(value: Json | undefined): value is number {
  return typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER;
}

function show(value: Json): string {
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
}

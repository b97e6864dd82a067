import type { Json, JsonSchema } from '@milepost/core/model';
import { fromIsoDuration, toIsoDuration } from './duration.ts';
import { asSchema, type Field, type LeafField, leavesOf, pathName } from './field.ts';

/** What is typed in, by the names of the fields. Switches are `true` or `false`; lists have one value a line. */
export type Draft = { readonly [name: string]: string };

type Input = { [name: string]: Json };

/** A form as it opens: what the address says, else the defaults. */
export function openDraft(fields: readonly Field[], query: URLSearchParams, initial: Draft = {}): Draft {
  const entries = leavesOf(fields).map((field) => {
    const name = pathName(field.path);
    return [name, query.get(name) ?? initial[name] ?? writeDefault(field)] as const;
  });
  return Object.fromEntries(entries);
}

/** What of a draft belongs into the address: what differs from the form as it opens by itself. */
export function draftQuery(fields: readonly Field[], draft: Draft): URLSearchParams {
  const query = new URLSearchParams();
  for (const field of leavesOf(fields)) {
    const name = pathName(field.path);
    const value = draft[name] ?? '';
    if (value !== writeDefault(field)) query.set(name, value);
  }
  return query;
}

/** The draft that an input stands for: what is not in it is as the form opens by itself. */
export function writeDraft(fields: readonly Field[], input: JsonSchema): Draft {
  const entries = leavesOf(fields).map((field) => {
    const value = field.path.reduce<Json | undefined>((at, step) => asSchema(at)?.[step], input);
    return [pathName(field.path), value === undefined || value === null ? writeDefault(field) : writeLeaf(field, value)] as const;
  });
  return Object.fromEntries(entries);
}

/** The input that a draft stands for. What is left empty is left out, so that its default holds. */
export function readDraft(fields: readonly Field[], draft: Draft): Input {
  const input: Input = {};
  for (const field of fields) {
    const value =
      field.kind === 'group'
        ? readGroup(field.fields, field.required, draft)
        : readLeaf(field, draft[pathName(field.path)] ?? '');
    const name = field.path.at(-1);
    if (name !== undefined && value !== undefined) input[name] = value;
  }
  return input;
}

function readGroup(fields: readonly Field[], required: boolean, draft: Draft): Input | undefined {
  const input = readDraft(fields, draft);
  // A switch always has a value; a group that may be left out is there only if something else in it was filled in.
  const touched = leavesOf(fields).some((field) => (draft[pathName(field.path)] ?? '') !== writeDefault(field));
  return required || touched ? input : undefined;
}

function readLeaf(field: LeafField, text: string): Json | undefined {
  if (field.kind === 'switch') return text === 'true';
  if (field.kind === 'list') return readLines(field.of, text, field.required);
  // None of them is not the same as what holds when nothing is said: the server tells what it thinks of it.
  if (field.kind === 'choices') return readLines('text', text, field.required || field.fallback !== undefined);
  if (field.kind === 'rows') {
    const rows = readRows(text).map((row) => readDraft(field.fields, row));
    return rows.length === 0 && !field.required && field.fallback === undefined ? undefined : rows;
  }
  if (text === '') return undefined;
  if (field.kind === 'number') return toNumber(text);
  if (field.kind === 'choice') return field.options.find((option) => writeValue(option) === text) ?? text;
  if (field.kind === 'text' && field.format === 'duration') return toIsoDuration(text);
  return field.kind === 'json' ? parse(text) : text;
}

function readLines(of: 'text' | 'number', text: string, required: boolean): Json | undefined {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  if (lines.length === 0 && !required) return undefined;
  return of === 'number' ? lines.map(toNumber) : lines;
}

/** What is no number stays as it was typed: the server says what is wrong with it. */
function toNumber(text: string): Json {
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number) ? text : number;
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function writeDefault(field: LeafField): string {
  if (field.fallback === undefined || field.fallback === null) return field.kind === 'switch' ? 'false' : '';
  return writeLeaf(field, field.fallback);
}

function writeLeaf(field: LeafField, value: Json): string {
  if (field.kind === 'rows' && Array.isArray(value)) {
    return writeRows(value.map((row) => writeDraft(field.fields, asSchema(row) ?? {})));
  }
  if ((field.kind === 'list' || field.kind === 'choices') && Array.isArray(value)) return value.map(writeValue).join('\n');
  if (field.kind === 'text' && field.format === 'duration') return fromIsoDuration(writeValue(value));
  return field.kind === 'json' ? JSON.stringify(value, null, 2) : writeValue(value);
}

/** The drafts of a list of objects, kept in one text: an address may hold anything. */
export function readRows(text: string): readonly Draft[] {
  const rows = text === '' ? [] : parse(text);
  return Array.isArray(rows) ? rows.map((row) => Object.fromEntries(Object.entries(asSchema(row) ?? {}).map(writtenEntry))) : [];
}

export function writeRows(rows: readonly Draft[]): string {
  return rows.length === 0 ? '' : JSON.stringify(rows);
}

function writtenEntry([name, value]: [string, Json | undefined]): [string, string] {
  return [name, writeValue(value ?? '')];
}

export function writeValue(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

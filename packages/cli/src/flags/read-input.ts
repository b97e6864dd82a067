import { resolve } from 'node:path';
import type { InputIssue, Json } from '@milepost/core/model';
import { WrongUse } from '../exit-code.ts';
import { type Field, isObject } from './field.ts';

/** What was written behind flags, by the flag's name; true and false for `--x` and `--no-x`. */
export type FlagValues = ReadonlyMap<string, readonly (string | boolean)[]>;

/** What the input is put together from; flags win over the file. */
export interface Written {
  readonly fields: readonly Field[];
  readonly flags: FlagValues;
  /** The content of `--input`. */
  readonly base: Json;
  /** Where relative paths begin. */
  readonly folder: string;
}

/**
 * The input as it was written, with paths made absolute. Whether it is right is for the task's own schema to say: what is not a
 * number where one is expected stays the text that it is.
 */
export function readInput({ fields, flags, base, folder }: Written): Json {
  if (!isObject(base)) throw new WrongUse('The input must be a JSON object.');
  const input = structuredClone(base) as Tree; // a clone of JSON, which only this function holds
  for (const field of fields) {
    const written = flags.get(field.flag);
    if (written !== undefined) {
      const values = written.map((one) => readValue(one, field));
      setAt(input, field.path, field.repeated ? values : (values.at(-1) ?? null));
    }
    if (field.isPath) makeAbsolute(input, field.path, folder);
  }
  return input;
}

/** `--steps: Too small: expected number to be >=1`, a line for each thing that is wrong. */
export function describeIssues(issues: readonly InputIssue[], fields: readonly Field[], input: Json): string {
  return issues
    .map((issue) => {
      const place = issue.path.map(String);
      const field = fields.find(({ path }) => path.every((name, index) => name === place[index]));
      const label = field !== undefined && place.length > 0 ? `--${field.flag}` : place.join('.');
      const isMissing = field !== undefined && getAt(input, place) === undefined;
      return `${label === '' ? '' : `${label}: `}${isMissing ? 'is required.' : issue.message}`;
    })
    .join('\n  ');
}

type Tree = { [name: string]: Json | undefined };

function readValue(written: string | boolean, { kind, choices }: Field): Json {
  if (typeof written === 'boolean' || kind === 'string') return written;
  if (kind === 'number') return written.trim() !== '' && Number.isFinite(Number(written)) ? Number(written) : written;
  if (kind === 'boolean') return written === 'true' ? true : written === 'false' ? false : written;
  if (choices?.includes(written)) return written;
  try {
    return JSON.parse(written) as Json; // what JSON.parse gives is JSON
  } catch {
    return written;
  }
}

function getAt(input: Json | undefined, path: readonly string[]): Json | undefined {
  let value = input;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Tree)[name]; // an array answers to its numbers just as well
  }
  return value;
}

function setAt(input: Tree, path: readonly string[], value: Json): void {
  let tree = input;
  for (const name of path.slice(0, -1)) {
    const next = isObject(tree[name]) ? tree[name] : {};
    tree[name] = next;
    tree = next as Tree; // part of our own clone
  }
  tree[path.at(-1) ?? ''] = value;
}

function makeAbsolute(input: Tree, path: readonly string[], folder: string): void {
  const value = getAt(input, path);
  if (typeof value === 'string' && value !== '') setAt(input, path, resolve(folder, value));
  if (Array.isArray(value))
    setAt(
      input,
      path,
      value.map((one) => (typeof one === 'string' ? resolve(folder, one) : one)),
    );
}

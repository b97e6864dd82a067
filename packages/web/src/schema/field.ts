import type { Json, JsonSchema } from '@milepost/core/model';

/** One thing to fill in. `path` is where its value stands in the input. */
interface Common {
  readonly path: readonly string[];
  readonly title: string;
  readonly description: string | null;
  readonly required: boolean;
  readonly fallback: Json | undefined;
}

export interface TextField extends Common {
  readonly kind: 'text';
  readonly format: string | null;
  readonly minLength: number | null;
  readonly maxLength: number | null;
}
export interface NumberField extends Common {
  readonly kind: 'number';
  readonly integer: boolean;
  readonly min: number | null;
  readonly max: number | null;
}
export interface SwitchField extends Common {
  readonly kind: 'switch';
}
export interface ChoiceField extends Common {
  readonly kind: 'choice';
  readonly options: readonly Json[];
}
/** Some of a few, each at most once. */
export interface ChoicesField extends Common {
  readonly kind: 'choices';
  readonly options: readonly string[];
}
/** Simple values, one a line. */
export interface ListField extends Common {
  readonly kind: 'list';
  readonly of: 'text' | 'number';
}
/** Objects, as many as one likes; the paths of `fields` begin in each. */
export interface RowsField extends Common {
  readonly kind: 'rows';
  readonly fields: readonly Field[];
}
export interface GroupField extends Common {
  readonly kind: 'group';
  readonly fields: readonly Field[];
}
/** Whatever has no form of its own is written as JSON. */
export interface JsonField extends Common {
  readonly kind: 'json';
}

export type LeafField = TextField | NumberField | SwitchField | ChoiceField | ChoicesField | ListField | RowsField | JsonField;
export type Field = LeafField | GroupField;

/** The name of a field in the page, its form and its address: `camera.model`. */
export function pathName(path: readonly (string | number)[]): string {
  return path.join('.');
}

/** All that can be filled in, groups opened. */
export function leavesOf(fields: readonly Field[]): LeafField[] {
  return fields.flatMap((field) => (field.kind === 'group' ? leavesOf(field.fields) : [field]));
}

/** `fromDate` and `from_date` and `from-date` → `From date`. */
export function titleOf(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[-_]+/g, ' ')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A schema's keyword where it is a string, a number or a list; schemas come from afar. */
export const read = {
  text: (schema: JsonSchema, keyword: string) => (typeof schema[keyword] === 'string' ? schema[keyword] : null),
  number: (schema: JsonSchema, keyword: string) => (typeof schema[keyword] === 'number' ? schema[keyword] : null),
  list: (schema: JsonSchema, keyword: string): readonly Json[] | null => {
    const value = schema[keyword];
    return isList(value) ? value : null;
  },
  schema: (schema: JsonSchema, keyword: string): JsonSchema | null => asSchema(schema[keyword]),
};

export function asSchema(value: Json | undefined): JsonSchema | null {
  return typeof value === 'object' && value !== null && !isList(value) ? value : null;
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

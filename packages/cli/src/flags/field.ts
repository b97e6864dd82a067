import { type Json, type JsonSchema, kebab } from '@milepost/core/model';

/** One value of a task's input, as a flag. */
export interface Field {
  /** Where it stands in the input: `['size', 'width']`. */
  readonly path: readonly string[];
  /** Without the dashes: `size.width`. */
  readonly flag: string;
  readonly kind: 'boolean' | 'number' | 'string' | 'json';
  /** True for a list: the flag may be given again and again. */
  readonly repeated: boolean;
  readonly isPath: boolean;
  /** The values that it may have, where they are known. */
  readonly choices: readonly Json[] | null;
  readonly required: boolean;
  readonly schema: JsonSchema;
}

/** The fields of a task's input, those of nested objects under dotted names. */
export function fieldsOf(schema: JsonSchema): Field[] {
  return properties(schema, schema, [], true, 0);
}

/** The field that the positional argument fills. */
export function pathField(fields: readonly Field[]): Field | null {
  return fields.find((field) => field.isPath && !field.repeated) ?? null;
}

function properties(schema: JsonSchema, root: JsonSchema, path: readonly string[], required: boolean, depth: number): Field[] {
  const fields = new Map<string, Field>();
  for (const part of parts(schema, root)) {
    const needed = new Set(Array.isArray(part.required) ? part.required : []);
    for (const [name, value] of Object.entries(isObject(part.properties) ? part.properties : {})) {
      if (!isObject(value)) continue;
      const property = resolve(value, root);
      const here = [...path, name];
      const isRequired = required && needed.has(name) && property.default === undefined;
      const nested = depth < 4 && isObject(property.properties) ? properties(property, root, here, isRequired, depth + 1) : [];
      for (const field of nested.length > 0 ? nested : [toField(property, root, here, isRequired)]) {
        if (!fields.has(field.flag)) fields.set(field.flag, field);
      }
    }
  }
  return [...fields.values()];
}

/** A schema and what it is put together from; of alternatives (a union of objects) all fields are flags. */
function parts(schema: JsonSchema, root: JsonSchema): JsonSchema[] {
  const joined = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => {
    const schemas = schema[keyword];
    return Array.isArray(schemas) ? schemas.filter(isObject).map((part) => resolve(part, root)) : [];
  });
  return [schema, ...joined.map((part) => (schema.allOf ? part : { ...part, required: [] }))];
}

function toField(schema: JsonSchema, root: JsonSchema, path: readonly string[], required: boolean): Field {
  const repeated = schema.type === 'array';
  const items = isObject(schema.items) ? resolve(schema.items, root) : {};
  const value = repeated ? items : schema;
  return {
    path,
    flag: path.map(kebab).join('.'),
    kind: kindOf(value),
    repeated,
    isPath: value.format === 'folder-path' || value.format === 'file-path',
    choices: choicesOf(value),
    required,
    schema,
  };
}

function kindOf({ type, anyOf, ...schema }: JsonSchema): Field['kind'] {
  if (type === 'boolean') return 'boolean';
  if (type === 'number' || type === 'integer') return 'number';
  if (type === 'string') return 'string';
  if (Array.isArray(type) && type.every((one) => one === 'string' || one === 'null')) return 'string';
  // Alternatives of which each is a text, such as a date or the word "never".
  if (Array.isArray(anyOf) && anyOf.every((one) => isObject(one) && one.type === 'string')) return 'string';
  return Array.isArray(schema.enum) && schema.enum.every((one) => typeof one === 'string') ? 'string' : 'json';
}

function choicesOf(schema: JsonSchema): readonly Json[] | null {
  if (Array.isArray(schema.enum)) return schema.enum;
  return schema.const === undefined ? null : [schema.const];
}

function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const name = typeof schema.$ref === 'string' ? /^#\/\$defs\/(.+)$/.exec(schema.$ref)?.[1] : undefined;
  const target = name !== undefined && isObject(root.$defs) ? root.$defs[name] : undefined;
  return isObject(target) ? { ...target, ...schema } : schema;
}

export function isObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import type { Json, JsonSchema } from '@milepost/core/model';
import { asSchema, type Field, read, titleOf } from './field.ts';

/** The fields of an object schema (JSON Schema, draft 2020-12), in its order. */
export function fieldsOf(schema: JsonSchema): readonly Field[] {
  return objectFields(schema, [], schema);
}

function objectFields(schema: JsonSchema, path: readonly string[], root: JsonSchema): Field[] {
  const properties = read.schema(schema, 'properties') ?? {};
  const required = read.list(schema, 'required') ?? [];
  return Object.entries(properties).flatMap(([name, value]) => {
    const property = asSchema(value);
    return property ? [fieldOf(property, [...path, name], required.includes(name), root)] : [];
  });
}

function fieldOf(written: JsonSchema, path: readonly string[], required: boolean, root: JsonSchema): Field {
  const schema = simplify(written, root);
  const common = {
    path,
    title: read.text(schema, 'title') ?? titleOf(path.at(-1) ?? ''),
    description: read.text(schema, 'description'),
    // What has a default need not be filled in, whatever the schema says.
    required: required && schema.default === undefined,
    fallback: schema.default,
  };
  const options = read.list(schema, 'enum') ?? (schema.const === undefined ? constants(schema) : [schema.const]);
  if (options) return { ...common, kind: 'choice', options };
  switch (schema.type) {
    case 'string':
      return { ...common, kind: 'text', ...textRules(schema) };
    case 'number':
    case 'integer':
      return { ...common, kind: 'number', ...numberRules(schema) };
    case 'boolean':
      return { ...common, kind: 'switch' };
    case 'object':
      return schema.properties
        ? { ...common, kind: 'group', fields: objectFields(schema, path, root) }
        : { ...common, kind: 'json' };
    case 'array': {
      const items = simplify(read.schema(schema, 'items') ?? {}, root);
      const few = read.list(items, 'enum');
      if (few?.every((option) => typeof option === 'string')) return { ...common, kind: 'choices', options: few };
      const of = items.type;
      if (of === 'string') return { ...common, kind: 'list', of: 'text' };
      if (of === 'number' || of === 'integer') return { ...common, kind: 'list', of: 'number' };
      return items.properties ? { ...common, kind: 'rows', fields: objectFields(items, [], root) } : { ...common, kind: 'json' };
    }
    default:
      return { ...common, kind: 'json' };
  }
}

/** Follows a `$ref` into the same schema, and takes `null` out of a choice of two: an empty field says it already. */
function simplify(schema: JsonSchema, root: JsonSchema, depth = 0): JsonSchema {
  const { $ref, anyOf: _, ...rest } = schema;
  if (typeof $ref === 'string' && $ref.startsWith('#/') && depth < 20) {
    const target = $ref
      .slice(2)
      .split('/')
      .reduce<JsonSchema | null>((at, step) => at && read.schema(at, step), root);
    return simplify({ ...target, ...rest }, root, depth + 1);
  }
  const others = (read.list(schema, 'anyOf') ?? []).map(asSchema).filter((other) => other && other.type !== 'null');
  const [only] = others;
  return only && others.length === 1 && depth < 20 ? simplify({ ...only, ...rest }, root, depth + 1) : schema;
}

/** A union of literals is a choice. */
function constants(schema: JsonSchema): Json[] | null {
  const members = (read.list(schema, 'anyOf') ?? read.list(schema, 'oneOf') ?? []).map(asSchema);
  const values = members.flatMap((member) => (member?.const === undefined ? [] : [member.const]));
  return values.length > 0 && values.length === members.length ? values : null;
}

function textRules(schema: JsonSchema) {
  return {
    format: read.text(schema, 'format'),
    minLength: read.number(schema, 'minLength'),
    maxLength: read.number(schema, 'maxLength'),
  };
}

function numberRules(schema: JsonSchema) {
  const integer = schema.type === 'integer';
  const step = integer ? 1 : 0;
  const above = read.number(schema, 'exclusiveMinimum');
  const below = read.number(schema, 'exclusiveMaximum');
  return {
    integer,
    min: bound(read.number(schema, 'minimum') ?? (above === null ? null : above + step)),
    max: bound(read.number(schema, 'maximum') ?? (below === null ? null : below - step)),
  };
}

/** The ends of the safe integers are no bound that anyone wants to read. */
function bound(value: number | null): number | null {
  return value !== null && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : null;
}

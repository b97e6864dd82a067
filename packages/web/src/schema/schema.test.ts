import type { JsonSchema } from '@milepost/core/model';
import { expect, test } from 'vitest';
import { draftQuery, openDraft, readDraft } from './draft.ts';
import { titleOf } from './field.ts';
import { fieldsOf } from './fields.ts';

const schema: JsonSchema = {
  type: 'object',
  properties: {
    steps: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER, default: 50 },
    names: { type: 'array', items: { type: 'string' } },
    careful: { type: 'boolean', default: true },
    mode: { anyOf: [{ const: 'fast' }, { const: 3 }] },
    by: { anyOf: [{ type: 'number' }, { type: 'null' }] },
    camera: { type: 'object', properties: { model: { $ref: '#/$defs/word' } } },
    anything: {},
  },
  required: ['steps', 'names'],
  $defs: { word: { type: 'string', maxLength: 9 } },
};

test('every kind of schema becomes a field', () => {
  const fields = fieldsOf(schema);
  expect(fields.map((field) => field.kind)).toEqual(['number', 'list', 'switch', 'choice', 'number', 'group', 'json']);
  expect(fields[0]).toMatchObject({ required: false, min: 1, max: null, integer: true, fallback: 50 });
  expect(fields[5]).toMatchObject({ fields: [{ kind: 'text', maxLength: 9, path: ['camera', 'model'] }] });
});

test('what is left empty is left out, and the rest has its own type', () => {
  const fields = fieldsOf(schema);
  const opened = openDraft(fields, new URLSearchParams());
  expect(readDraft(fields, opened)).toEqual({ steps: 50, names: [], careful: true });
  const typed = {
    ...opened,
    names: 'Ada\n\n Bo ',
    mode: '3',
    by: '1.5',
    'camera.model': 'X100',
    anything: '{"a":[1]}',
    careful: 'false',
  };
  expect(readDraft(fields, typed)).toEqual({
    steps: 50,
    names: ['Ada', 'Bo'],
    careful: false,
    mode: 3,
    by: 1.5,
    camera: { model: 'X100' },
    anything: { a: [1] },
  });
});

test('the address holds what differs from the defaults, and opens the same form again', () => {
  const fields = fieldsOf(schema);
  const draft = { ...openDraft(fields, new URLSearchParams()), steps: '7', 'camera.model': 'X100' };
  const query = draftQuery(fields, draft);
  expect(query.toString()).toBe('steps=7&camera.model=X100');
  expect(openDraft(fields, query)).toEqual(draft);
});

test('a name becomes a title', () => {
  expect(['recursive', 'fromDate', 'from_date', 'from-date'].map(titleOf)).toEqual([
    'Recursive',
    'From date',
    'From date',
    'From date',
  ]);
});

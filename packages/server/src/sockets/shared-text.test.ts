import { expect, test } from 'vitest';
import { createEncoder } from './shared-text.ts';

const progress = { done: 3, skipped: 0, failed: 0, total: null, unit: 'photo', note: 'a "quoted" name\n', rate: 0.5 };

test.each([
  { id: 1, result: { type: 'started' } },
  { id: 1, result: { type: 'data', id: 'e:1', data: { id: 'e:1', data: { type: 'progress', progress } } } },
  { id: '"', result: { type: 'data', id: 'e:"', data: { id: 'e:"', data: { type: 'progress', progress: { job: progress } } } } },
  { id: 2, result: { type: 'data', id: 'e:2', data: { id: 'e:2', data: { type: 'state', job: { progress } } } } },
  { id: 3, result: { type: 'data', data: { progress } } },
  { id: 4, error: { code: -32_600, message: 'No.', data: { code: 'BAD_REQUEST' } } },
])('what is sent is what tRPC would send: $id', (message) => {
  expect(JSON.parse(String(createEncoder().encode(message)))).toEqual(message);
});

test('the text of the same progress is made once, for whoever it is sent to', () => {
  let made = 0;
  const told = { ...progress, toJSON: () => ({ ...progress, made: ++made }) };
  const { encode } = createEncoder();
  const send = (id: number) =>
    encode({ id, result: { type: 'data', id: 'e:1', data: { id: 'e:1', data: { type: 'progress', progress: told } } } });
  expect([send(1), send(2)].map((text) => JSON.parse(String(text)).id)).toEqual([1, 2]);
  expect(made).toBe(1);
});

import { expect, test } from 'vitest';
import { createTexts } from './texts.ts';

const progress = { done: 3, skipped: 0, failed: 0, total: null, unit: 'photo', note: 'a "quoted" name\n', rate: 0.5 };

test.each([
  { id: 1, result: { type: 'started' } },
  { id: 1, result: { type: 'data', id: 'e:1', data: { id: 'e:1', data: { type: 'progress', progress } } } },
  { id: '"', result: { type: 'data', id: 'e:"', data: { id: 'e:"', data: { type: 'progress', progress: { job: progress } } } } },
  { id: 2, result: { type: 'data', id: 'e:2', data: { id: 'e:2', data: { type: 'state', job: { progress } } } } },
  { id: 3, result: { type: 'data', data: { progress } } },
  { id: 4, jsonrpc: '2.0', result: { type: 'data', id: 'e:1', data: { id: 'e:1', data: { type: 'progress', progress } } } },
  { id: 5, error: { code: -32_600, message: 'No.', data: { code: 'BAD_REQUEST' } } },
])('what is sent is what tRPC would send: $id', (message) => {
  expect(JSON.parse(String(createTexts().encode(message)))).toEqual(message);
});

test('the text of the same progress is made once, for whoever it is sent to', () => {
  let made = 0;
  const told = { ...progress, toJSON: () => ({ ...progress, made: ++made }) };
  const { encode } = createTexts();
  const send = (id: number) =>
    encode({ id, result: { type: 'data', id: 'e:1', data: { id: 'e:1', data: { type: 'progress', progress: told } } } });
  expect([send(1), send(2)].map((text) => JSON.parse(String(text)).id)).toEqual([1, 2]);
  expect(made).toBe(1);
});

test('an event is called for with the id that tRPC sends it with, and its text is what tRPC would send', () => {
  const { encode, identify, textOf } = createTexts();
  const event = { type: 'snapshot' };
  const ids: (string | number)[] = [];
  identify(event, (id) => ids.push(id));
  const sent = encode({ id: '"7', result: { type: 'data', id: 'e:1', data: { id: 'e:1', data: event } } });
  expect(ids).toEqual(['"7']);
  expect(textOf('"7', { id: 'e:1', event })).toBe(sent);
});

import { expect, test } from 'vitest';
import { type Outcome, readOutcomes, SegmentWriter } from './segment.ts';

const error = { code: 'FAILED', message: 'no "such" thing' };
const outcomes: readonly Outcome[] = [
  { state: 'done', at: 5_000, ms: 0.125, receipt: '{"of":1}', error: null },
  { state: 'failed', at: 4_999, ms: 7_200_000.001, receipt: null, error },
  { state: 'skipped', at: 5_001, ms: 0, receipt: null, error },
];

test('what became of items comes back, to the microsecond', () => {
  const writer = new SegmentWriter(7);
  for (const outcome of outcomes) writer.add(outcome);
  expect(writer.next).toBe(10);
  const segment = writer.end();
  expect(segment).toMatchObject({ first: 7, count: 3, done: 1, skipped: 1, failed: 1 });
  expect(readOutcomes(segment)).toEqual(outcomes);
});

test('a segment of old, with milliseconds, is read', () => {
  const text = '{"states":"d","at":5000,"ends":[0,1],"ms":[0.5,0.001],"receipts":{"1":2},"errors":{}}';
  expect(readOutcomes({ outcomes: text })).toEqual([
    { state: 'done', at: 5_000, ms: 0.5, receipt: null, error: null },
    { state: 'done', at: 5_001, ms: 0.001, receipt: '2', error: null },
  ]);
});

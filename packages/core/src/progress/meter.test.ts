import { expect, test } from 'vitest';
import { describeProgress, emptyProgress, percentDone } from '../model/index.ts';
import { noCounts } from './cell.ts';
import { Meter } from './meter.ts';

const nothing = noCounts;

test('past the total it is clamped', () => {
  const meter = new Meter('photo', 0, nothing);
  const progress = meter.read(1_000, { ...nothing, done: 12, skipped: 1, failed: 2, total: 10 }, null);
  expect(progress).toMatchObject({ done: 7, skipped: 1, failed: 2, total: 10 });
  expect(percentDone(progress)).toBe(100);
});

test('what was skipped or restored counts as completed, and not as work', () => {
  const meter = new Meter('photo', 0, { ...nothing, done: 500, total: 1_000 });
  for (let second = 1; second <= 20; second++) {
    meter.read(second * 1_000, { ...nothing, done: 500 + second, skipped: 10 * second, total: 1_000 }, null);
  }
  const progress = meter.read(21_000, { ...nothing, done: 521, skipped: 210, total: 1_000 }, null);
  expect(progress.rate).toBeCloseTo(1, 1);
});

test('going back starts the estimate anew', () => {
  const meter = new Meter('photo', 0, nothing);
  for (let second = 1; second <= 20; second++) meter.read(second * 1_000, { ...nothing, done: second, total: 100 }, null);
  expect(meter.read(21_000, { ...nothing, done: 21, total: 100 }, null).rate).not.toBeNull();
  expect(meter.read(22_000, { ...nothing, done: 3, total: 100 }, null).rate).toBeNull();
});

test('progress is described before, during and after a job', () => {
  const before = emptyProgress('photo');
  expect(describeProgress(before)).toBe('0 photos');
  expect(describeProgress({ ...before, done: 40, failed: 2, total: 300 })).toBe('42 of 300 photos (14.00%)');
  expect(describeProgress({ ...before, done: 23, total: 40 })).toBe('23 of 40 photos (57.50%)');
  expect(describeProgress({ ...before, done: 99_999, total: 100_000 })).toBe('99999 of 100000 photos (99.99%)');
  expect(describeProgress({ ...before, done: 1, total: 1 }, 'running')).toBe('1 of 1 photo (99.99%)');
  expect(describeProgress({ ...before, done: 1, total: 1 }, 'succeeded')).toBe('1 of 1 photo (100.00%)');
  expect(describeProgress({ ...before, total: 0 })).toBe('0 of 0 photos (100.00%)');
  expect(percentDone(before)).toBeNull();
});

import { expect, test } from 'vitest';
import { estimatesOf } from '../model/index.ts';
import { noCounts } from './cell.ts';
import { Meter } from './meter.ts';

/** A job of 100 items, each of which takes so many seconds. */
function run(secondsFor: (item: number) => number, { pausedFor = 0 } = {}): Meter {
  const meter = new Meter('item', 0, noCounts);
  let now = 0;
  for (let done = 0; done <= 100; done++) {
    meter.read(now * 1_000, { ...noCounts, done, total: 100 }, null);
    if (done === 40 && pausedFor > 0) {
      now += pausedFor;
      meter.read(now * 1_000, { ...noCounts, done, total: 100 }, null, false);
    }
    now += secondsFor(done);
  }
  return meter;
}

test('what was foretold at a tenth, a quarter, the half and three quarters is kept beside what came', () => {
  const { estimates } = run(() => 1);
  expect(estimates.map(({ percent }) => percent)).toEqual([10, 25, 50, 75]);
  expect(estimates.map(({ came }) => came)).toEqual([90, 75, 50, 25]);
  for (const { foretold, came } of estimates) expect(foretold).toBeCloseTo(came);
  expect(estimatesOf([{ estimates }, {}])?.error).toBeCloseTo(0);
});

test('a pause is not held against it', () => {
  expect(run(() => 1, { pausedFor: 1_000 }).estimates.map(({ came }) => came)).toEqual([90, 75, 50, 25]);
});

test('one that slows down is seen to have been foretold too short', () => {
  const { estimates } = run((item) => (item < 50 ? 1 : 4));
  expect(estimates[0]?.came).toBe(240);
  expect(estimates[0]?.foretold).toBeLessThan(100);
  expect(estimatesOf([{ estimates }])).toMatchObject({ jobs: 1, error: expect.closeTo(60, -1.5) });
});

test('of a job that is over before anything could be said nothing is kept', () => {
  expect(run(() => 0.01).estimates).toEqual([]);
  expect(estimatesOf([{ estimates: [] }, {}])).toBeNull();
});

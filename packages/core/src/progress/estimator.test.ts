import { expect, test } from 'vitest';
import { Estimator } from './estimator.ts';

/** Samples 20 times a second, as the host does. */
function run(rateAt: (second: number) => number, seconds: number): Estimator {
  const estimator = new Estimator(0);
  let done = 0;
  for (let tick = 1; tick <= seconds * 20; tick++) {
    const before = Math.floor(done);
    done += rateAt(tick / 20) / 20;
    estimator.sample(tick / 20, Math.floor(done) - before);
  }
  return estimator;
}

test('a steady rate is found', () => {
  expect(run(() => 40, 30).rate).toBeCloseTo(40, 0);
  expect(run(() => 0.5, 120).rate).toBeCloseTo(0.5, 1);
});

test('nothing is said before 3 advances, 2 seconds and 1 percent', () => {
  expect(run(() => 40, 1).rate).toBeNull();
  expect(run(() => 1, 2).rate).toBeNull();
  expect(run(() => 40, 30).remaining(1e6, 0.001)).toBeNull();
});

test('time left is what is left by the rate, within its range', () => {
  const { low, likely, high } = run(() => 10, 60).remaining(600, 0.5) ?? { low: 0, likely: 0, high: 0 };
  expect(likely).toBeGreaterThan(57);
  expect(likely).toBeLessThan(63);
  expect(low).toBeLessThan(likely);
  expect(high).toBeGreaterThan(likely);
});

test('a slow-down is believed after a while', () => {
  expect(run((second) => (second < 60 ? 40 : 10), 120).rate).toBeLessThan(14);
});

test('where a pace goes up and down for longer than the window, what is expected keeps to the mean', () => {
  const waves = (second: number) => (second % 600 < 300 ? 40 : 10);
  const [high, low] = [run(waves, 3_900), run(waves, 3_600)];
  expect(high.rate).toBeGreaterThan(38);
  expect(low.rate).toBeLessThan(12);
  for (const { expected } of [high, low]) {
    expect(expected).toBeGreaterThan(20);
    expect(expected).toBeLessThan(30);
  }
});

test('what is expected follows a change of pace that stays', () => {
  const { rate, expected } = run((second) => (second < 60 ? 40 : 10), 120);
  expect(expected).toBeLessThan(1.2 * (rate as number)); // it has been running for long enough
});

test('a stall lowers the rate, and time that does not count changes nothing', () => {
  const estimator = run(() => 40, 30);
  const rate = estimator.rate as number; // it has been running for long enough
  estimator.sample(90, 0, false);
  expect(estimator.rate).toBe(rate);
  estimator.sample(120, 0);
  expect(estimator.rate).toBeLessThan(rate / 2);
});

test('the more the predictions move, the wider is the range', () => {
  const width = (rateAt: (second: number) => number) => {
    const estimator = new Estimator(0);
    let done = 0;
    let range = 0;
    for (let second = 1; second <= 200; second++) {
      estimator.sample(second, rateAt(second));
      done += rateAt(second);
      const left = estimator.remaining(4_000 - done, done / 4_000);
      if (left !== null) range = (left.high - left.low) / left.likely;
    }
    return range;
  };
  expect(width(() => 10)).toBeCloseTo(0.2, 2);
  expect(width((second) => (second < 150 ? 20 : 2))).toBeGreaterThan(0.5);
});

import { expect, test } from 'vitest';
import { Throughput } from './throughput.ts';

test('what came between two looks is spread evenly over the time between', () => {
  const throughput = new Throughput();
  throughput.add(0, 0);
  throughput.add(4000, 40);
  expect(throughput.curve).toEqual({ times: [1000, 2000, 3000, 4000], rates: [10, 10, 10, 10] });
});

test('time in which a job was held is a gap, and a new beginning is no progress backwards', () => {
  const throughput = new Throughput();
  throughput.add(0, 0);
  throughput.add(1000, 5);
  throughput.breakOff();
  throughput.add(9000, 5);
  throughput.add(10_000, 2);
  expect(throughput.curve).toEqual({ times: [1000, 2000, 10_000], rates: [5, null, 0] });
});

test('a job of a week is drawn with no more points than one of some minutes, and none is lost', () => {
  const throughput = new Throughput();
  const seconds = 7 * 24 * 3600;
  for (let second = 0; second <= seconds; second += 30) throughput.add(second * 1000, second * 2);
  const { rates } = throughput.curve;
  expect(rates.length).toBeLessThanOrEqual(240);
  expect(rates[3]).toBeCloseTo(2);
});

test('what was done before the page was opened is recalled from when each was done', () => {
  const throughput = new Throughput();
  throughput.recall([100, 200, 900, 1500]);
  expect(throughput.curve.rates).toEqual([3, 1]);
});

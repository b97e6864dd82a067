import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Pace } from './pace.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** Makes 25 jobs, each time in so many milliseconds, and has the store write them in so many, a hundred times. */
function work(pace: Pace, making: number, writing: number): void {
  for (let round = 0; round < 100; round++) {
    const since = performance.now();
    vi.advanceTimersByTime(making);
    pace.isWorth(25, since);
    const begun = performance.now();
    pace.begin();
    vi.advanceTimersByTime(writing);
    pace.end(begun);
  }
}

test('where the disk is quick many new jobs go while the others are made, and at most two commits are under way', () => {
  const pace = new Pace();
  work(pace, 1, 10);
  expect(pace.isWorth(24, performance.now())).toBe(false);
  expect(pace.isWorth(25, performance.now() - 1)).toBe(true);
  pace.begin();
  expect(pace.isIdle).toBe(false);
  expect(pace.isWorth(30, performance.now() - 1)).toBe(true);
  pace.begin();
  expect(pace.isFull).toBe(true);
  expect(pace.isWorth(30, performance.now() - 1)).toBe(false);
});

test('where the disk takes its time they wait for each other, until it is quick again', () => {
  const pace = new Pace();
  work(pace, 1, 40);
  expect(pace.isWorth(25, performance.now() - 1)).toBe(false);
  work(pace, 1, 10);
  expect(pace.isWorth(25, performance.now() - 1)).toBe(true);
});

test('what waits for another commit is not time that the disk takes', () => {
  const pace = new Pace();
  const begun = performance.now();
  pace.isWorth(25, begun - 1);
  for (let round = 0; round < 100; round++) {
    pace.begin();
    vi.advanceTimersByTime(10);
    // All of them were handed over at the same time.
    pace.end(begun);
    pace.isWorth(25, performance.now() - 1);
  }
  expect(pace.isWorth(25, performance.now() - 1)).toBe(true);
});

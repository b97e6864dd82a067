import { expect, test } from 'vitest';
import { noCounts } from './cell.ts';
import { Meter } from './meter.ts';

/** A meter that is read as a job does it, at any time, with so much done. */
function measure() {
  const meter = new Meter('photo', 0, noCounts);
  let seconds = 0;
  return {
    /** Reads it once a second. */
    pass(length: number, { done = 0, skipped = 0, note = null as string | null, active = true }) {
      let stalled = false;
      for (const end = seconds + length; seconds < end; ) {
        seconds++;
        stalled = meter.read(seconds * 1_000, { ...noCounts, done, skipped, total: 1_000 }, note, active).stalled;
      }
      return stalled;
    },
  };
}

test('a job that was quick stalls after 10 seconds, and no more once it gets on', () => {
  const { pass } = measure();
  for (let done = 1; done <= 20; done++) pass(1, { done });
  expect(pass(9, { done: 20 })).toBe(false);
  expect(pass(3, { done: 20 })).toBe(true);
  expect(pass(1, { done: 21 })).toBe(false);
});

test('a job whose items take long is given ten times as long', () => {
  const { pass } = measure();
  for (let done = 1; done <= 4; done++) expect(pass(60, { done })).toBe(false);
  expect(pass(500, { done: 4 })).toBe(false);
  expect(pass(200, { done: 4 })).toBe(true);
});

test('before its third advance a job is never said to stall, so not while it plans', () => {
  const { pass } = measure();
  expect(pass(3_000, {})).toBe(false);
  for (const note of ['planning: 10 found', 'planning: 20 found', 'planning: 30 found', 'planning: 40 found']) pass(1, { note });
  expect(pass(3_000, { note: 'planning: 40 found' })).toBe(false);
});

test('what is skipped, and a new note, show that it gets on', () => {
  const { pass } = measure();
  for (let done = 1; done <= 20; done++) pass(1, { done });
  expect(pass(9, { done: 20, skipped: 1 })).toBe(false);
  expect(pass(9, { done: 20, skipped: 2 })).toBe(false);
  expect(pass(9, { done: 20, skipped: 2, note: 'the last one is large' })).toBe(false);
  expect(pass(9, { done: 20, skipped: 2, note: 'very large' })).toBe(false);
  expect(pass(90, { done: 20, skipped: 2, note: 'very large' })).toBe(true);
});

test('a job that is paused does not stall, and has its time again when it goes on', () => {
  const { pass } = measure();
  for (let done = 1; done <= 20; done++) pass(1, { done });
  expect(pass(600, { done: 20, active: false })).toBe(false);
  expect(pass(9, { done: 20 })).toBe(false);
  expect(pass(3, { done: 20 })).toBe(true);
  expect(pass(1, { done: 20, active: false })).toBe(false);
});

test('a machine that was asleep meanwhile has not stalled, and its rate stands', () => {
  const meter = new Meter('photo', 0, noCounts);
  for (let second = 1; second <= 60; second++) meter.read(second * 1_000, { ...noCounts, done: second * 10 }, null);
  const night = 8 * 3_600_000;
  const woken = meter.read(night, { ...noCounts, done: 600 }, null);
  expect(woken.stalled).toBe(false);
  const later = meter.read(night + 1_000, { ...noCounts, done: 610 }, null);
  expect(later.rate).toBeCloseTo(10, 0);
});

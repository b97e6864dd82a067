import { emptyProgress } from '@milepost/core/model';
import { describe, expect, test } from 'vitest';
import { knownLocale } from './locale.ts';
import { formatRate } from './number.ts';
import { describeJob, shownPercent } from './progress.ts';
import { SteadyRemaining } from './steady.ts';
import { formatAgo, formatDuration, formatRemaining } from './time.ts';

const progress = { ...emptyProgress('photo'), total: 300 };

describe('a time left', () => {
  test.each([
    [{ low: 1, likely: 3, high: 5 }, 'a few seconds'],
    [{ low: 38, likely: 41, high: 44 }, 'about 40 s'],
    [{ low: 170, likely: 185, high: 200 }, 'about 3 min'],
    [{ low: 120, likely: 180, high: 300 }, '2–5 min'],
    [{ low: 60, likely: 120, high: 300 }, '60 s – 5 min'],
    [{ low: 4000, likely: 4800, high: 5000 }, 'about 1 h 20 min'],
  ])('of %o is %s', (remaining, text) => {
    expect(formatRemaining(remaining)).toBe(text);
  });

  test('stays while the estimates stay near, and moves after 2 s of others', () => {
    const steady = new SteadyRemaining();
    const around = (likely: number) => ({ low: likely, likely, high: likely });
    expect(steady.next(around(100), 0)?.likely).toBe(100);
    expect(steady.next(around(103), 1000)?.likely).toBe(99);
    expect(steady.next(around(200), 2000)?.likely).toBe(98);
    expect(steady.next(around(200), 3900)?.likely).toBeCloseTo(96.1);
    expect(steady.next(around(198), 4000)?.likely).toBe(198);
  });
});

test.each([
  [300, '0.3 s'],
  [42_900, '42 s'],
  [185_000, '3 min 05 s'],
  [7_620_000, '2 h 07 min'],
  [100_800_000, '1 d 4 h'],
])('%i ms took %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test('what was a moment ago is just now, and what was earlier is counted', () => {
  expect(formatAgo(0, 10_000)).toBe('just now');
  expect(formatAgo(0, 180_000)).toBe('3 min ago');
  expect(formatAgo(0, 7_200_000)).toBe('2 h ago');
});

test('a slow rate is told by the minute or the hour', () => {
  expect(formatRate({ rate: 12.34, unit: 'photo' })).toBe('12.3 photos/s');
  expect(formatRate({ rate: 0.2, unit: 'photo' })).toBe('12.0 photos/min');
  expect(formatRate({ rate: 0.002, unit: 'photo' })).toBe('7.2 photos/h');
  expect(formatRate({ rate: null, unit: 'photo' })).toBeNull();
});

test('a job that goes on is never at 100 %, though all of its items are', () => {
  const full = { ...progress, done: 300 };
  expect(shownPercent({ state: 'running', progress: full })).toBe(99.9);
  expect(describeJob({ state: 'running', progress: full })).toBe('300 of 300 photos, finishing');
  expect(shownPercent({ state: 'succeeded', progress: full })).toBe(100);
  expect(describeJob({ state: 'succeeded', progress: full })).toBe('300 of 300 photos (100.00%)');
});

test('a browser that names no language there is leaves the pages as they are, in English', () => {
  expect(knownLocale('de-CH')).toBe('de-CH');
  for (const language of ['en-US@posix', '', undefined]) expect(knownLocale(language)).toBeUndefined();
});

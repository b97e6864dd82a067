import { expect, test } from 'vitest';
import { fromIsoDuration, fromLocalTime, toIsoDuration, toLocalTime } from './duration.ts';

test.each([
  ['1h 30m', 'PT1H30M'],
  ['2d', 'P2D'],
  ['1 w 3h', 'P1WT3H'],
  ['90 min', 'PT90M'],
  ['1.5s', 'PT1.5S'],
  [' PT5M ', 'PT5M'],
  ['soon', 'soon'],
])('a length of time typed as %j is sent as %j', (typed, sent) => {
  expect(toIsoDuration(typed)).toBe(sent);
});

test('a length of time is shown as one types it, and what cannot be is left', () => {
  expect(fromIsoDuration('P1DT1H30M')).toBe('1d 1h 30m');
  expect(fromIsoDuration('P1Y')).toBe('P1Y');
});

test('a moment is filled in by the clock of the reader, there and back', () => {
  const iso = '2026-01-31T12:00:00.000Z';
  expect(fromLocalTime(toLocalTime(iso))).toBe(iso);
  expect(toLocalTime('')).toBe('');
  expect(fromLocalTime('')).toBe('');
});

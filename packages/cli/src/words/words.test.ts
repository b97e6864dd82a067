import { emptyProgress } from '@milepost/core/model';
import { expect, test } from 'vitest';
import { colours, wantsColour } from './colours.ts';
import { glyph, knowsUnicode } from './glyphs.ts';
import { describeOptions } from './hint.ts';
import { describeCounts, describePace } from './progress.ts';
import { table } from './table.ts';
import { cutText, oneLine, textWidth } from './text-width.ts';
import { describeElapsed, describeRate, describeRemaining } from './time.ts';

test('the time left is told as coarse as it is uncertain', () => {
  const left = (likely: number) => describeRemaining({ low: 0, likely, high: 2 * likely });
  expect([0.2, 7.4, 18, 58, 89, 100, 3540, 5400, 7140, 90_000].map(left)).toEqual([
    'about 1 s',
    'about 7 s',
    'about 20 s',
    'about 1 min',
    'about 1 min',
    'about 2 min',
    'about 59 min',
    'about 1 h 30 min',
    'about 2 h',
    'about 1 day',
  ]);
});

test('how long it took, and how fast it goes', () => {
  expect([840, 9960, 59_400, 185_000, 7_800_000].map(describeElapsed)).toEqual([
    '0.8 s',
    '10 s',
    '59 s',
    '3 min 05 s',
    '2 h 10 min',
  ]);
  expect([12.34, 250.4, 12_345, 0.5, 0.001].map(describeRate)).toEqual(['12.3/s', '250/s', '12,345/s', '30.0/min', '3.6/h']);
});

test('only a job that has ended is 100 % done', () => {
  const progress = { ...emptyProgress('photo'), done: 3, total: 3 };
  expect(describeCounts(progress, 'running')).toBe('3 of 3 photos (99.99%)');
  expect(describeCounts(progress, 'succeeded')).toBe('3 of 3 photos (100.00%)');
});

test('a job that waits or has ended has no speed', () => {
  const progress = { ...emptyProgress('photo'), failed: 2, rate: 4, remaining: { low: 1, likely: 20, high: 30 } };
  expect(describePace({ state: 'running', progress })).toEqual(['4.0/s', 'about 20 s left', '2 failed']);
  expect(describePace({ state: 'paused', progress })).toEqual(['paused', '2 failed']);
});

test('FORCE_COLOR wins over NO_COLOR, and both over the terminal', () => {
  expect(wantsColour(false, { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(true);
  expect(wantsColour(true, { FORCE_COLOR: '0' })).toBe(false);
  expect(wantsColour(true, { NO_COLOR: '1' })).toBe(false);
  expect(wantsColour(true, { TERM: 'dumb' })).toBe(false);
  expect(wantsColour(true, {})).toBe(true);
});

test('wide letters take two columns, colours none, and control characters are taken out', () => {
  expect(textWidth(`${colours(true).red('写真')}é`)).toBe(5);
  expect(cutText('写真写真', 5)).toBe('写真…');
  expect(oneLine('a\x1b[2Jb\r\n\tc\u0007')).toBe('ab c');
});

test('a table is cut to the terminal and not into a pipe', () => {
  const rows = [{ name: 'a'.repeat(60), state: 'done', empty: '' }];
  const tableColumns = (['name', 'state', 'empty'] as const).map((title) => ({
    title,
    text: (row: (typeof rows)[0]) => row[title],
  }));
  expect(table(rows, tableColumns).split('\n')[1]).toBe(`${'a'.repeat(60)}  done`);
  const long = { name: 'b'.repeat(200), state: 'done', empty: '' };
  const [, short, whole] = table([...rows, long], tableColumns).split('\n');
  expect([short, whole]).toEqual([`${'a'.repeat(60)}  done`, `${'b'.repeat(200)}  done`]);
  const cut = table(rows, tableColumns, { columns: 30 }).split('\n');
  expect(cut.map(textWidth)).toEqual([30, 29]);
  expect(cut[1]).toMatch(/^a+…\s+done$/);
});

test('where there is no room, what is optional is left out before anything is cut', () => {
  const rows = [{ name: 'a'.repeat(20), more: 'b'.repeat(20), most: 'c'.repeat(20) }];
  const tableColumns = (['name', 'more', 'most'] as const).map((title) => ({
    title,
    optional: title !== 'name',
    text: (row: (typeof rows)[0]) => row[title],
  }));
  expect(table(rows, tableColumns, { columns: 50 }).split('\n')[1]).toBe(`${'a'.repeat(20)}  ${'b'.repeat(20)}`);
  expect(table(rows, tableColumns, { columns: 10 }).split('\n')[1]).toBe(`${'a'.repeat(9)}…`);
});

test('signs are such that the terminal knows them', () => {
  expect(knowsUnicode({ WT_SESSION: 'a' }, 'win32', true)).toBe(true);
  expect(knowsUnicode({}, 'win32', true)).toBe(false);
  expect(knowsUnicode({ LANG: 'de_DE.UTF-8' }, 'linux', true)).toBe(true);
  expect(knowsUnicode({ LANG: 'de_DE.UTF-8', TERM: 'linux' }, 'linux', true)).toBe(false);
  expect(knowsUnicode({ LANG: 'C' }, 'linux', true)).toBe(false);
  expect(knowsUnicode({ LANG: 'C' }, 'linux', false)).toBe(true);
  expect([glyph('full', true), glyph('full', false)]).toEqual(['━', '#']);
});

test('an advised command names the options again, each as one word of the shell', () => {
  expect(describeOptions({})).toBe('');
  expect(describeOptions({ data: "./Ada's data", tasks: ['./a.ts', 'b'] })).toBe(
    ` --data './Ada'\\''s data' --tasks ./a.ts --tasks b`,
  );
});

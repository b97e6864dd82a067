import { expect, test } from 'vitest';
import { parseExifDate, shiftExifDate } from './exif-date.ts';

test.each([
  ['2008:05:01 10:00:00', 12_600, '2008:05:01 13:30:00'],
  ['2008:12:31 23:30:00', 3_600, '2009:01:01 00:30:00'],
  ['2008:02:28 12:00:00', 86_400, '2008:02:29 12:00:00'],
  ['2024:03:31 01:59:59', 1, '2024:03:31 02:00:00'],
  ['0050:01:01 00:00:00', -1, '0049:12:31 23:59:59'],
])('%s shifted by %i seconds is %s', (from, seconds, to) => {
  expect(shiftExifDate(from, seconds)).toBe(to);
  expect(shiftExifDate(to, -seconds)).toBe(from);
});

test('a year that EXIF cannot write is refused', () => {
  expect(shiftExifDate('9999:12:31 23:59:59', 1)).toBeNull();
  expect(shiftExifDate('0001:01:01 00:00:00', -1)).toBeNull();
});

test.each([
  '0000:00:00 00:00:00',
  '                   ',
  '2004/05/09 16:00:21',
  '2003:08:27:00:09:15',
  '2008:02:15 16:00',
  '05.10.2009 11:16',
  '2008:02:31 10:00:00',
  '2008:05:01 24:00:00',
  '2008:05:01 10:00:60',
])('"%s" is no date that exists', (text) => {
  expect(parseExifDate(text)).toBeNull();
});

/** How many characters an EXIF date has: `2008:05:01 10:00:00`. */
export const dateLength = 19;

const pattern = /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)$/;

const daysOfMonths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The first and the last second that four digits of a year can write. */
const first = instant(1, 1, 1, 0, 0, 0);
const last = instant(9999, 12, 31, 23, 59, 59);

/**
 * The date as milliseconds on a clock that knows no time zone and no daylight saving; null where the text is no date that
 * exists. A camera's clock goes on from 01:59:59 to 02:00:00 on every day of the year.
 */
export function parseExifDate(text: string): number | null {
  const found = pattern.exec(text);
  if (!found) return null;
  const [, year, month, day, hour, minute, second] = found.map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]; // the pattern has six groups
  const isDay = year >= 1 && day >= 1 && day <= daysOf(year, month);
  return isDay && hour < 24 && minute < 60 && second < 60 ? instant(year, month, day, hour, minute, second) : null;
}

/** None where there is no such month. */
function daysOf(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : (daysOfMonths[month - 1] ?? 0);
}

/** The date so many seconds later; null where its year leaves 0001 to 9999. `text` must be a date that exists. */
export function shiftExifDate(text: string, seconds: number): string | null {
  const time = (parseExifDate(text) ?? Number.NaN) + seconds * 1_000;
  return time >= first && time <= last ? formatExifDate(time) : null;
}

/** `2008:05:01 10:00:00` as people write it: `2008-05-01 10:00:00`. */
export function readable(text: string): string {
  return text.replace(/^(\d+):(\d+):/, '$1-$2-');
}

function formatExifDate(time: number): string {
  const iso = new Date(time).toISOString();
  return `${iso.slice(0, 4)}:${iso.slice(5, 7)}:${iso.slice(8, 10)} ${iso.slice(11, 19)}`;
}

/** `Date.UTC` would take the years 0 to 99 for 1900 to 1999. */
function instant(year: number, month: number, day: number, hour: number, minute: number, second: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.setUTCHours(hour, minute, second);
}

import { z } from 'zod';

/** The units in the order in which an amount names them: how they may be written, and their seconds. */
const units = [
  { written: 'weeks?|w', seconds: 604_800 },
  { written: 'days?|d', seconds: 86_400 },
  { written: 'hours?|hrs?|h', seconds: 3_600 },
  { written: 'minutes?|mins?|m', seconds: 60 },
  { written: 'seconds?|secs?|s', seconds: 1 },
] as const;

const parts = units.map(({ written }) => `(?: ?(\\d{1,12}) ?(?:${written}))?`).join('');
const pattern = new RegExp(`^([+-]?)(?=[ ]?\\d)${parts}$`);

/** From the first to the last second that EXIF can write: no greater amount leaves any date where it can be written. */
const greatest = 9_999 * 366 * 86_400;

/**
 * The seconds of an amount of time such as `3h30m`, `-23m`, `2d`, `1w`, `90s` or `3hr30s`; null for what is no such amount.
 * Greater units come first, each at most once. A day is 24 hours.
 */
export function parseAmount(text: string): number | null {
  const found = pattern.exec(text);
  if (!found) return null;
  const seconds = units.reduce((sum, unit, index) => sum + Number(found[index + 2] ?? 0) * unit.seconds, 0);
  return found[1] === '-' ? -seconds : seconds;
}

/** A string that is an amount of time other than none. It stays a string; `parseAmount` reads it. */
export function amountOfTime(): z.ZodString {
  return z
    .string()
    .regex(pattern, { error: 'Expected an amount of time such as "3h30m", "-23m" or "2d".', abort: true })
    .refine((text) => parseAmount(text) !== 0, 'Expected an amount of time other than none.')
    .refine((text) => Math.abs(parseAmount(text) ?? 0) <= greatest, 'Expected an amount of time of less than 10,000 years.');
}

import { z } from 'zod';

const offsetPattern = /^([+-])(\d\d):?(\d\d)$/;

/** Where a clock was that a date was read from: `+02:00` from the photo, `Europe/Berlin`, or `local` for this machine's zone. */
export function timeZone(): z.ZodString {
  return z
    .string()
    .max(64)
    .refine((zone) => offsetAt(zone, 0) !== null, 'Expected a time zone such as "Europe/Berlin" or "+02:00", or "local".');
}

/**
 * The moment at which clocks of this zone showed `wall` (milliseconds on a clock without a zone), epoch milliseconds; null for
 * a zone that does not exist. Of an hour that was there twice the first is meant; one that was left out is taken as if it went on.
 */
export function momentOf(wall: number, zone: string): number | null {
  const before = offsetAt(zone, wall - day);
  const after = offsetAt(zone, wall + day);
  if (before === null || after === null) return null;
  // Where the zone's offset changed within these two days, only one of the two fits, or both, or none.
  const first = wall - before;
  return before === after || offsetAt(zone, first) === before
    ? first
    : offsetAt(zone, wall - after) === after
      ? wall - after
      : first;
}

/** This machine's zone by its name, any other as it is. */
export function nameZone(zone: string): string {
  return zone === 'local' ? new Intl.DateTimeFormat().resolvedOptions().timeZone : zone;
}

const day = 86_400_000;

/** How far clocks of the zone were ahead of UTC at a moment, milliseconds; null for no zone. */
function offsetAt(zone: string, moment: number): number | null {
  const written = offsetPattern.exec(zone);
  if (written) {
    const [, sign, hours, minutes] = written;
    const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
    return offset > 0.75 * day ? null : sign === '-' ? -offset : offset;
  }
  if (zone === 'Z') return 0;
  const format = clockOf(nameZone(zone));
  if (format === null) return null;
  const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  const year = parts.era === 'BC' ? 1 - Number(parts.year) : Number(parts.year);
  const wall = new Date(0);
  wall.setUTCFullYear(year, Number(parts.month) - 1, Number(parts.day));
  wall.setUTCHours(Number(parts.hour), Number(parts.minute), Number(parts.second));
  return wall.getTime() - Math.floor(moment / 1_000) * 1_000;
}

const clocks = new Map<string, Intl.DateTimeFormat | null>();

/** A zone's clock; making one takes a hundred times as long as reading it. */
function clockOf(zone: string): Intl.DateTimeFormat | null {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const made = makeClock(zone);
  if (made !== null || clocks.size < 100) clocks.set(zone, made);
  return made;
}

function makeClock(timeZone: string): Intl.DateTimeFormat | null {
  const numbers = {
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...numbers, second: 'numeric' });
  } catch {
    return null;
  }
}

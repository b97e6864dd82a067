import { z } from 'zod';
import { parseExifDate } from '../exif/exif-date.ts';
import { takenOf } from '../exif/taken.ts';
import { planPhotos, type WhichPhotos } from '../files/plan-photos.ts';

const pattern = /^(\d{4})[-:](\d\d)[-:](\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?$/;

/** A string that is a date and a time by the camera's clock, such as `2008-05-01 13:30`. */
export function dateToBe(): z.ZodString {
  return z
    .string()
    .regex(pattern, { error: 'Expected a date and a time such as "2008-05-01 13:30".', abort: true })
    .refine((text) => readDateToBe(text) !== null, 'Expected a date that exists.');
}

/** The date as EXIF writes it; null for one that does not exist. */
export function readDateToBe(text: string): string | null {
  const [, year, month, day, hour, minute, second = '00'] = pattern.exec(text) ?? [];
  const written = `${year}:${month}:${day} ${hour}:${minute}:${second}`;
  return parseExifDate(written) === null ? null : written;
}

/** How many seconds later the earliest photo would have been taken then; 0 where none says when it was. */
export async function secondsTo(date: string, which: WhichPhotos, signal: AbortSignal): Promise<number> {
  let earliest = Number.POSITIVE_INFINITY;
  const look = planPhotos(which, signal, ({ item, ...reading }) => {
    const taken = takenOf(reading.dates(), reading.tags());
    if (taken) earliest = Math.min(earliest, parseExifDate(taken.text) ?? earliest);
    return item;
  });
  for await (const _ of look);
  return Number.isFinite(earliest) ? ((parseExifDate(date) ?? earliest) - earliest) / 1_000 : 0;
}

import type { DateField, PhotoDates } from './dates.ts';
import { type ExifTags, readValue, tagNumbers } from './tags.ts';

/** When a photo was taken, as its camera's clock showed it. */
export interface Taken {
  /** `2008:05:01 10:00:00` */
  readonly text: string;
  /** What follows the second, as a fraction of it. */
  readonly fraction: number;
  /** `+02:00`; null where the photo does not say. */
  readonly zone: string | null;
}

const zonePattern = /^(Z|[+-]\d\d:\d\d)$/;

/** The date that a photo was taken at, or else the one at which its picture was made; null where it has neither. */
export function takenOf(dates: PhotoDates, tags: readonly ExifTags[]): Taken | null {
  const original = fieldOf(dates, 'DateTimeOriginal');
  const field = original ?? fieldOf(dates, 'CreateDate');
  if (!field) return null;
  const zone = readValue(tags, original ? tagNumbers.offsetTimeOriginal : tagNumbers.offsetTimeDigitized);
  const digits = original ? readValue(tags, tagNumbers.subSecondsOriginal) : null;
  return {
    text: field.text,
    fraction: typeof digits === 'string' && /^\d{1,9}$/.test(digits) ? Number(`0.${digits}`) : 0,
    zone: typeof zone === 'string' && zonePattern.test(zone) ? zone : null,
  };
}

function fieldOf({ fields }: PhotoDates, name: DateField['name']): DateField | undefined {
  return fields.find((field) => field.name === name);
}

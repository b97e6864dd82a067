import type { PlannedItem } from '@milepost/core';
import { type DateField, type DateName, dateNames, type PhotoDates } from '../exif/dates.ts';
import { readable, shiftExifDate } from '../exif/exif-date.ts';
import type { Change } from '../files/patch.ts';
import { type OpenPhoto, type Problem, withProblem } from '../files/picture.ts';
import { type Times, timesOf } from '../files/times.ts';
import { withChecksum } from '../formats/checksum.ts';

/** What is to be done to a photo. It is on disk before the photo is touched, and tells what was there before. */
export type ShiftWork = {
  readonly type: 'shift';
  readonly path: string;
  readonly size: number;
  readonly inode: number;
  /** Before the first change. */
  readonly times: Times;
  readonly changes: readonly Change[];
  /** What to tell of dates that cannot be shifted along. */
  readonly warning: string | null;
};

export interface ShiftItem extends PlannedItem {
  readonly data?: ShiftWork | Problem | undefined;
}

export interface Shift {
  readonly seconds: number;
  readonly dates: readonly DateName[];
}

/** What would be done to a photo. */
export function planShift({ path, file, stats, window, sameAs, item, ...reading }: OpenPhoto, shift: Shift): ShiftItem {
  if (sameAs !== null) return { ...item, skip: `is another name of ${sameAs}` };
  const dates = reading.dates();
  const { fields, odd } = dates;
  const details = { ...item.details, ...describeCreated(fields), ...(dates.xmp ? { Stays: 'what XMP says of dates' } : {}) };
  const chosen = fields.filter((field) => shift.dates.includes(field.name));
  const strange = odd.filter((date) => shift.dates.includes(date.name)).map((date) => `${date.name}, which holds ${date.found}`);
  if (chosen.length === 0 && strange.length > 0)
    return withProblem({ ...item, details }, 'ODD_DATE', `has no date that can be read: ${strange.join('; ')}`);
  if (chosen.length === 0) return { ...item, details, skip: describeAbsence(dates, shift) };
  if (shift.seconds === 0) return { ...item, details, skip: 'has the right dates already' };

  const changes = chosen.map(({ name, offset, text }) => ({
    name,
    offset,
    from: text,
    to: shiftExifDate(text, shift.seconds) ?? '',
  }));
  const beyond = changes.find((change) => change.to === '');
  if (beyond) {
    const problem = `has the date ${readable(beyond.from)}, which would leave the years 0001 to 9999`;
    return withProblem({ ...item, details }, 'OUT_OF_RANGE', problem);
  }
  const shown = dateNames.map((name) => changes.find((change) => change.name === name)).find((change) => change !== undefined);
  return {
    ...item,
    ...(shown && { change: `${readable(shown.from)} → ${readable(shown.to)}` }),
    details: { ...details, Dates: dateNames.filter((name) => chosen.some((field) => field.name === name)).join(', ') },
    data: {
      type: 'shift',
      path,
      size: stats.size,
      inode: stats.ino,
      times: timesOf(stats),
      changes: withChecksum(file, stats.size, window, changes),
      warning: strange.length > 0 ? `left alone: ${strange.join('; ')}` : null,
    },
  };
}

/** The date that is told of only where it is another. */
function describeCreated(fields: readonly DateField[]): { readonly [title: string]: string } {
  const textOf = (name: DateName) => fields.find((field) => field.name === name)?.text;
  const [taken, created] = [textOf('DateTimeOriginal'), textOf('CreateDate')];
  return created && taken && created !== taken ? { Created: `${readable(created)} (differs)` } : {};
}

function describeAbsence(dates: PhotoDates, shift: Shift): string {
  if (dates.fields.length === 0 && dates.odd.length === 0)
    return dates.xmp ? 'has no date but in XMP, which is left alone' : 'has no date';
  return `has no ${shift.dates.join(' or ')}`;
}

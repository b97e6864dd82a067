import { basename } from 'node:path';
import type { PlannedItem } from '@milepost/core';
import { type DateField, type DateName, dateNames, findDates, type PhotoDates } from '../exif/dates.ts';
import { readable, shiftExifDate } from '../exif/exif-date.ts';
import { describeProblem, PhotoFailure } from '../files/failure.ts';
import { withPhoto } from '../files/open-photo.ts';
import type { Change } from '../files/patch.ts';
import type { Found } from '../files/photo-files.ts';
import { describeSize } from '../files/size.ts';
import { Damaged } from '../jpeg/damaged.ts';
import { beginsAsJpeg, type Window } from '../jpeg/segments.ts';

/** What is to be done to a photo. It is on disk before the photo is touched, and tells what was there before. */
export type ShiftWork =
  | {
      readonly type: 'shift';
      readonly path: string;
      readonly size: number;
      readonly inode: number;
      readonly times: { readonly read: number; readonly written: number };
      readonly changes: readonly (Change & { readonly name: DateName })[];
      /** What to tell of dates that cannot be shifted along. */
      readonly warning: string | null;
    }
  | { readonly type: 'problem'; readonly code: string; readonly problem: string };

export interface ShiftItem extends PlannedItem {
  readonly data?: ShiftWork | undefined;
}

export interface Shift {
  readonly seconds: number;
  readonly dates: readonly DateName[];
}

const jpegName = /\.(jpg|jpeg|jpe)$/i;

/** What would be done to a file that a walk found; null for one that is no photo, neither by content nor by name. */
export function planPhoto(found: Found, shift: Shift, window: Window): ShiftItem | null {
  const { key, path } = found;
  const item = { key, label: key };
  if (found.type === 'unreadable') return withProblem(item, 'UNREADABLE', found.problem);
  if (found.type === 'link') return jpegName.test(key) ? { ...item, skip: 'is a link, and links are left alone' } : null;
  try {
    return withPhoto({ path, name: basename(path) }, 'read', (file, stats) => {
      if (!beginsAsJpeg(file, window))
        return jpegName.test(key) ? { ...item, skip: `is not a JPEG: ${describeStart(window)}` } : null;
      const size = { Size: describeSize(stats.size) };
      const photo = { ...item, image: path, details: size };
      try {
        const dates = findDates(file, stats.size, window);
        const times = { read: stats.atimeMs, written: stats.mtimeMs };
        return planDates(photo, dates, shift, { type: 'shift', path, size: stats.size, inode: stats.ino, times });
      } catch (error) {
        if (!(error instanceof Damaged)) throw error;
        return withProblem(photo, error.code, `is damaged: ${error.message}`);
      }
    });
  } catch (error) {
    if (!(error instanceof PhotoFailure)) throw error;
    return withProblem(item, error.code, describeProblem(error.cause ?? error));
  }
}

type Untold = 'changes' | 'warning';

function planDates(
  photo: Omit<PlannedItem, 'data'>,
  dates: PhotoDates,
  shift: Shift,
  work: Omit<ShiftWork & { type: 'shift' }, Untold>,
): ShiftItem {
  const { fields, odd } = dates;
  const details = { ...describeDates(fields), ...photo.details, ...(dates.xmp ? { Stays: 'what XMP says of dates' } : {}) };
  const chosen = fields.filter((field) => shift.dates.includes(field.name));
  const strange = odd.filter((date) => shift.dates.includes(date.name)).map((date) => `${date.name}, which holds ${date.found}`);
  if (chosen.length === 0 && strange.length > 0)
    return withProblem({ ...photo, details }, 'ODD_DATE', `has no date that can be read: ${strange.join('; ')}`);
  if (chosen.length === 0) return { ...photo, details, skip: describeAbsence(dates, shift) };

  const changes = chosen.map(({ name, offset, text }) => ({
    name,
    offset,
    from: text,
    to: shiftExifDate(text, shift.seconds) ?? '',
  }));
  const beyond = changes.find((change) => change.to === '');
  if (beyond) {
    const problem = `has the date ${readable(beyond.from)}, which would leave the years 0001 to 9999`;
    return withProblem({ ...photo, details }, 'OUT_OF_RANGE', problem);
  }
  const shown = dateNames.map((name) => changes.find((change) => change.name === name)).find((change) => change !== undefined);
  return {
    ...photo,
    ...(shown && { change: `${readable(shown.from)} → ${readable(shown.to)}` }),
    details: { ...details, Dates: dateNames.filter((name) => chosen.some((field) => field.name === name)).join(', ') },
    data: { ...work, changes, warning: strange.length > 0 ? `left alone: ${strange.join('; ')}` : null },
  };
}

/** When it was taken; the other dates only where they differ. */
function describeDates(fields: readonly DateField[]): { readonly [title: string]: string } {
  const textOf = (name: DateName) => fields.find((field) => field.name === name)?.text;
  const [taken, created, modified] = dateNames.map(textOf);
  return {
    ...(taken && { Taken: readable(taken) }),
    ...(created && created !== taken && { Created: readable(created) }),
    ...(modified && modified !== (taken ?? created) && { Modified: readable(modified) }),
  };
}

function describeAbsence(dates: PhotoDates, shift: Shift): string {
  if (dates.fields.length === 0 && dates.odd.length === 0)
    return dates.xmp ? 'has no date but in XMP, which is left alone' : 'has no date';
  return `has no ${shift.dates.join(' or ')}`;
}

/** It fails when its turn comes, so that everyone sees that this photo was left as it was. */
function withProblem(item: Omit<PlannedItem, 'data'>, code: string, problem: string): ShiftItem {
  return { ...item, details: { ...item.details, Problem: problem }, data: { type: 'problem', code, problem } };
}

/** By what other formats begin with. */
const formats: readonly (readonly [start: string, name: string])[] = [
  ['\x89PNG', 'a PNG'],
  ['GIF8', 'a GIF'],
  ['II*\0', 'a TIFF or a raw photo'],
  ['MM\0*', 'a TIFF or a raw photo'],
  ['RIFF', 'a WebP'],
  ['%PDF', 'a PDF'],
];

function describeStart({ bytes, filled }: Window): string {
  if (filled === 0) return 'it is empty';
  const start = bytes.toString('latin1', 0, Math.min(filled, 8));
  if (start.slice(4) === 'ftyp') return 'it is a HEIC, AVIF or a video';
  const format = formats.find(([beginning]) => start.startsWith(beginning));
  return format ? `it is ${format[1]}` : 'its content is something else';
}

import type { PlannedItem } from '@milepost/core';
import { parseExifDate, readable } from '../exif/exif-date.ts';
import { takenOf } from '../exif/taken.ts';
import type { Change } from '../files/patch.ts';
import { type OpenPhoto, type Problem, withProblem } from '../files/picture.ts';
import { type Times, timesOf } from '../files/times.ts';
import { withChecksum } from '../formats/checksum.ts';
import { momentOf, nameZone } from './zone.ts';

/** What is to be done to a photo, and its times before. Times are epoch milliseconds. */
export type TimesWork = {
  readonly type: 'times';
  readonly path: string;
  readonly size: number;
  readonly inode: number;
  readonly from: Times;
  readonly to: number;
  readonly changes: readonly Change[];
};

export interface TimesItem extends PlannedItem {
  readonly data?: TimesWork | Problem | undefined;
}

/** Times this close, milliseconds, are one: the coarsest file system keeps two seconds. */
export const closeTimes = 2_000;

/** What would be done to a photo; `zone` is where its clock was if it does not say. */
export function planTimes({ path, file, stats, window, sameAs, item, ...reading }: OpenPhoto, zone: string): TimesItem {
  if (sameAs !== null) return { ...item, skip: `is another name of ${sameAs}` };
  const dates = reading.dates();
  const taken = takenOf(dates, reading.tags());
  if (!taken) {
    const odd = dates.odd.find(({ name }) => name !== 'ModifyDate');
    if (!odd) return { ...item, skip: dates.xmp ? 'has no date taken but in XMP' : 'has no date taken' };
    return withProblem(item, 'ODD_DATE', `has no date that can be read: ${odd.name}, which holds ${odd.found}`);
  }
  const to = momentOf(parseExifDate(taken.text) ?? 0, taken.zone ?? zone);
  const modified = dates.fields.filter(({ name }) => name === 'ModifyDate');
  const details = {
    ...item.details,
    Zone: taken.zone ? `${taken.zone}, as the photo says` : `${nameZone(zone)}, as chosen`,
    'File modified': describeMoment(stats.mtimeMs),
    ...(modified[0] ? {} : { Stays: 'it has no ModifyDate, and none is made' }),
  };
  if (to === null || to < 0)
    return withProblem({ ...item, details }, 'OUT_OF_RANGE', `was taken at ${readable(taken.text)}, before files have times`);
  const changes = modified
    .filter(({ text }) => text !== taken.text)
    .map(({ name, offset, text }) => ({ name, offset, from: text, to: taken.text }));
  const rightTimes = Math.abs(stats.mtimeMs - to) < closeTimes;
  if (rightTimes && changes.length === 0) return { ...item, details, skip: 'has the right times already' };
  const said = [
    ...(rightTimes ? [] : [`file ${describeMoment(stats.mtimeMs)} → ${describeMoment(to)}`]),
    ...changes.slice(0, 1).map((change) => `ModifyDate ${readable(change.from)} → ${readable(change.to)}`),
  ];
  return {
    ...item,
    change: said.join(', '),
    details,
    data: {
      type: 'times',
      path,
      size: stats.size,
      inode: stats.ino,
      from: timesOf(stats),
      to,
      changes: withChecksum(file, stats.size, window, changes),
    },
  };
}

/** A moment in UTC, to the second. */
export function describeMoment(moment: number): string {
  return `${new Date(moment).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}

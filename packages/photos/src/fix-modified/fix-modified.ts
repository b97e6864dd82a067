import { utimesSync } from 'node:fs';
import { basename } from 'node:path';
import { defineBatch } from '@milepost/core';
import { z } from 'zod';
import { PhotoFailure, toFailure } from '../files/failure.ts';
import { withPhoto } from '../files/open-photo.ts';
import { type Change, patchFile } from '../files/patch.ts';
import { workOf } from '../files/picture.ts';
import { planPhotos, whichPhotos } from '../files/plan-photos.ts';
import { toSeconds } from '../files/times.ts';
import { closeTimes, planTimes, type TimesItem, type TimesWork } from './plan-times.ts';
import { timeZone } from './zone.ts';

/** What was done to a photo. Times are epoch milliseconds. */
export type TimesReceipt = {
  readonly size: number;
  readonly from: { readonly read: number; readonly written: number };
  readonly to: number;
  readonly fields: readonly Change[];
};

/** Sets the times of photo files, and when EXIF says that they were modified, to when they were taken. */
export const fixModified = defineBatch({
  title: 'Fix modified dates',
  description:
    'Sets the times of the files, and the ModifyDate in them, to when the photos were taken: they sort by date wherever they go.',
  unit: 'photo',
  exclusive: ({ folder }) => folder,
  input: z.object({
    ...whichPhotos,
    zone: timeZone()
      .default('local')
      .describe('Where the camera’s clock was, for photos that do not say: Europe/Berlin, +02:00, or local for this machine’s.'),
  }),

  plan({ input, signal }): AsyncGenerator<TimesItem> {
    return planPhotos(input, signal, (photo) => planTimes(photo, input.zone)) as AsyncGenerator<TimesItem>; // no other data in its items
  },

  each(item): TimesReceipt {
    const work = workOf(item, 'times');
    const { size, from, to } = work;
    const fields = work.changes.map((change) => ({ offset: change.offset, from: change.from, to: change.to }));
    moveTimes(work, fields, { read: to, written: to });
    return { size, from, to, fields };
  },

  undo(item, { from, fields }) {
    const work = workOf(item, 'times');
    const changes = fields.map((field) => ({ offset: field.offset, from: field.to, to: field.from }));
    moveTimes(work, changes, from);
  },
});

/** May be repeated, after a crash at any moment too. */
function moveTimes(work: TimesWork, changes: readonly Change[], times: { read: number; written: number }): void {
  const photo = { path: work.path, name: basename(work.path) };
  withPhoto(photo, 'read', (_, stats) => {
    const known = [work.from.written, work.to].some((time) => Math.abs(stats.mtimeMs - time) < closeTimes);
    if (stats.ino !== work.inode || !known) throw new PhotoFailure('CHANGED', photo.name, 'has changed since');
  });
  patchFile({ ...photo, size: work.size, times: null, changes });
  try {
    utimesSync(photo.path, toSeconds(times.read), toSeconds(times.written));
  } catch (error) {
    throw toFailure(error, photo.name);
  }
}

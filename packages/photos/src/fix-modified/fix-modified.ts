import { fstatSync, type Stats } from 'node:fs';
import { basename } from 'node:path';
import { defineBatch } from '@milepost/core';
import { z } from 'zod';
import { PhotoFailure } from '../files/failure.ts';
import { flushedTogether } from '../files/flush.ts';
import { refuseLinks, withPhoto } from '../files/open-photo.ts';
import { type Change, type Patch, patchFile } from '../files/patch.ts';
import { patchCopy } from '../files/patch-copy.ts';
import { workOf } from '../files/picture.ts';
import { howToWrite, planPhotos, whichPhotos } from '../files/plan-photos.ts';
import { sweepOnce, tellLoss } from '../files/replace.ts';
import { keepTimes, setTimes, type Times } from '../files/times.ts';
import { closeTimes, describeMoment, planTimes, type TimesItem, type TimesWork } from './plan-times.ts';
import { timeZone } from './zone.ts';

/** What was done to a photo. Times are epoch milliseconds. */
export type TimesReceipt = {
  readonly size: number;
  readonly from: Times;
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
  perThread: flushedTogether,
  input: z.object({
    ...whichPhotos,
    zone: timeZone()
      .default('local')
      .describe('Where the camera’s clock was, for photos that do not say: Europe/Berlin, +02:00, or local for this machine’s.'),
    write: howToWrite,
  }),

  plan({ input, signal, log }): AsyncGenerator<TimesItem> {
    const items = planPhotos(input, signal, (photo) => planTimes(photo, input.zone)) as AsyncGenerator<TimesItem>; // no other data in its items
    return input.write === 'copy' ? tellLoss(items, log) : items;
  },

  each(item, { input, job, attempt }): Promise<TimesReceipt> {
    const work = workOf(item, 'times');
    const { size, from, to } = work;
    const fields = work.changes.map((change) => ({ offset: change.offset, from: change.from, to: change.to }));
    const receipt = { size, from, to, fields };
    const times = { read: to, written: to };
    if (to >= keptAnywhere) tryTimes(work);
    if (!isCopied(input.write, fields)) return moveTimes(work, fields, times, { attempt }).then(() => receipt);
    sweepOnce(work.path, job);
    return moveInCopy(work, fields, times, job).then(() => receipt);
  },

  undo(item, { from, fields }, { input, job, attempt }) {
    const work = workOf(item, 'times');
    const changes = fields.map((field) => ({ offset: field.offset, from: field.to, to: field.from }));
    if (!isCopied(input.write, changes)) return moveTimes(work, changes, from, { attempt, back: true });
    sweepOnce(work.path, job);
    return moveInCopy({ ...work, size: null }, changes, from, job);
  },
});

/** Until 2038 every disk can keep a time. */
const keptAnywhere = 2 ** 31 * 1_000;

/** Times alone need no copy. */
function isCopied(write: 'in-place' | 'copy', changes: readonly Change[]): boolean {
  return write === 'copy' && changes.length > 0;
}

/** May be repeated, after a crash at any moment too. What is taken `back` may have been turned meanwhile, and turned back. */
function moveTimes(
  work: TimesWork,
  changes: readonly Change[],
  times: Times,
  { attempt, back = false }: { attempt: number; back?: boolean },
): Promise<void> {
  const { path, inode } = work;
  // What a crash interrupted was modified then.
  const isStill = (stats: Stats, begun: boolean) => (back || stats.ino === inode) && (begun || hasKnownTime(stats, work));
  return patchFile({ path, name: basename(path), size: back ? null : work.size, changes, attempt, times: () => times, isStill });
}

/** The same with a copy, which is another file from then on: what it holds tells whether it is the photo. */
async function moveInCopy(
  work: Omit<TimesWork, 'size'> & Pick<Patch, 'size'>,
  changes: readonly Change[],
  times: Times,
  job: string,
): Promise<void> {
  const photo = { path: work.path, name: basename(work.path) };
  withPhoto(photo, 'read', (_, stats) => {
    if (!hasKnownTime(stats, work)) throw new PhotoFailure('CHANGED', photo.name, 'has changed since');
  });
  await patchCopy({ ...photo, size: work.size, changes, times: () => times }, job);
}

/** A repeat may find either. */
function hasKnownTime({ mtimeMs }: Stats, { from, to }: Pick<TimesWork, 'from' | 'to'>): boolean {
  return [from.written, to].some((time) => Math.abs(mtimeMs - time) < closeTimes);
}

/**
 * Gives the photo its time, and its old one back. What a disk cannot keep it keeps as another time without a word, by which nobody would
 * know the photo again; so that is found out before anything else is done.
 */
function tryTimes(work: TimesWork): void {
  const photo = { path: work.path, name: basename(work.path) };
  refuseLinks(photo);
  withPhoto(photo, 'write', (file, stats) => {
    if (stats.ino !== work.inode || !hasKnownTime(stats, work)) return; // what has changed is refused later
    setTimes(file, { read: work.to, written: work.to });
    const kept = fstatSync(file).mtimeMs;
    keepTimes(file, stats);
    if (Math.abs(kept - work.to) < closeTimes) return;
    throw new PhotoFailure(
      'OUT_OF_RANGE',
      photo.name,
      `was taken at ${describeMoment(work.to)}, later than its disk can keep as a time`,
    );
  });
}

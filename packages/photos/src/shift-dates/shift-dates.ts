import { basename } from 'node:path';
import { defineBatch } from '@milepost/core';
import { z } from 'zod';
import { dateNames } from '../exif/dates.ts';
import { flushedTogether } from '../files/flush.ts';
import { type Change, type Patch, patchFile } from '../files/patch.ts';
import { patchCopy } from '../files/patch-copy.ts';
import { workOf } from '../files/picture.ts';
import { howToWrite, planPhotos, whichPhotos } from '../files/plan-photos.ts';
import { sweepOnce, tellLoss } from '../files/replace.ts';
import { timesOf } from '../files/times.ts';
import { amountOfTime, parseAmount } from './amount.ts';
import { dateToBe, readDateToBe, secondsTo } from './date-to-be.ts';
import { planShift, type ShiftItem, type ShiftWork } from './plan-shift.ts';

/** What was done to a photo: enough to take it back, and to see whether it may be. */
export type ShiftReceipt = {
  readonly size: number;
  readonly fields: readonly Change[];
};

/** One of both, as JSON Schema says it too. */
function byOrTo<Shape extends { by: z.ZodType; to: z.ZodType }>(shape: Shape) {
  return z
    .object(shape)
    .meta({ oneOf: [{ required: ['by'] }, { required: ['to'] }] })
    .superRefine((input, { addIssue }) => {
      const { by, to } = input as { by?: string; to?: string }; // the shape has both
      if (by === undefined && to === undefined)
        addIssue({ code: 'custom', path: ['by'], message: 'Give an amount of time, or the date of the earliest photo (to).' });
      if (by !== undefined && to !== undefined)
        addIssue({ code: 'custom', path: ['to'], message: 'Expected either an amount of time or a date, and got both.' });
    });
}

/** Moves the dates in photos by an amount of time: the camera's clock was wrong, or still at home. */
export const shiftDates = defineBatch({
  title: 'Shift dates',
  description:
    'Moves the dates in photos by an amount of time, for a camera whose clock was wrong. Nothing else in them changes.',
  unit: 'photo',
  exclusive: ({ folder }) => folder,
  perThread: flushedTogether,
  input: byOrTo({
    folder: whichPhotos.folder,
    by: amountOfTime()
      .optional()
      .describe('How far to move the dates: 3h30m, -23m, 2d, 1w, 90s. With a minus they become earlier.'),
    to: dateToBe()
      .optional()
      .describe('Or when the earliest photo was taken, 2008-05-01 13:30: the others keep their distance to it.'),
    recursive: whichPhotos.recursive,
    dates: z
      .array(z.enum(dateNames))
      .min(1)
      .default([...dateNames])
      .describe('Which dates to move. Moving only some makes them disagree.'),
    write: howToWrite,
  }),

  async *plan({ input, signal, log }): AsyncGenerator<ShiftItem> {
    const seconds =
      input.to === undefined ? (parseAmount(input.by ?? '') ?? 0) : await secondsTo(readDateToBe(input.to) ?? '', input, signal);
    const shift = { seconds, dates: input.dates };
    const items = planPhotos(input, signal, (photo) => planShift(photo, shift)) as AsyncGenerator<ShiftItem>; // no other data in its items
    yield* input.write === 'copy' ? tellLoss(items, log) : items;
  },

  each(item, { input, job, attempt, log }): Promise<ShiftReceipt> {
    const work = workOf(item, 'shift');
    const receipt = { size: work.size, fields: work.changes.map(({ offset, from, to }) => ({ offset, from, to })) };
    const patch = patchOf(work, work.changes, attempt);
    if (work.warning) log.warn(`${item.label}: ${work.warning}`);
    if (input.write === 'copy') {
      sweepOnce(work.path, job);
      return patchCopy(patch, job).then(() => receipt);
    }
    return patchFile(patch).then(() => receipt);
  },

  undo(item, { fields }, { input, job, attempt }) {
    const work = workOf(item, 'shift');
    const patch = patchOf(
      { ...work, size: null },
      fields.map(({ offset, from, to }) => ({ offset, from: to, to: from })),
      attempt,
    );
    if (input.write === 'in-place') return patchFile(patch);
    sweepOnce(work.path, job);
    return patchCopy(patch, job);
  },
});

function patchOf(
  { path, size, times }: Pick<Patch, 'size'> & Pick<ShiftWork, 'path' | 'times'>,
  changes: readonly Change[],
  attempt: number,
): Patch {
  return { path, name: basename(path), size, changes, attempt, times: (stats, begun) => (begun ? times : timesOf(stats)) };
}

import { basename } from 'node:path';
import { defineBatch } from '@milepost/core';
import { z } from 'zod';
import { dateNames } from '../exif/dates.ts';
import { type Change, patchFile } from '../files/patch.ts';
import { workOf } from '../files/picture.ts';
import { planPhotos, whichPhotos } from '../files/plan-photos.ts';
import { amountOfTime, parseAmount } from './amount.ts';
import { planShift, type ShiftItem } from './plan-shift.ts';

/** What was done to a photo: enough to take it back, and to see whether it may be. */
export type ShiftReceipt = {
  readonly size: number;
  readonly fields: readonly Change[];
};

/** Moves the dates in photos by an amount of time: the camera's clock was wrong, or still at home. */
export const shiftDates = defineBatch({
  title: 'Shift dates',
  description:
    'Moves the dates in photos by an amount of time, for a camera whose clock was wrong. Nothing else in them changes.',
  unit: 'photo',
  input: z.object({
    folder: whichPhotos.folder,
    by: amountOfTime().describe('How far to move the dates: 3h30m, -23m, 2d, 1w, 90s. With a minus they become earlier.'),
    recursive: whichPhotos.recursive,
    dates: z
      .array(z.enum(dateNames))
      .min(1)
      .default([...dateNames])
      .describe('Which dates to move. Moving only some makes them disagree.'),
  }),

  plan({ input, signal }): AsyncGenerator<ShiftItem> {
    const shift = { seconds: parseAmount(input.by) ?? 0, dates: input.dates };
    return planPhotos(input, signal, (photo) => planShift(photo, shift)) as AsyncGenerator<ShiftItem>; // no other data in its items
  },

  each(item, { log }): ShiftReceipt {
    const work = workOf(item, 'shift');
    patchFile({ ...work, name: basename(work.path) });
    if (work.warning) log.warn(`${item.label}: ${work.warning}`);
    return { size: work.size, fields: work.changes.map(({ offset, from, to }) => ({ offset, from, to })) };
  },

  undo(item, { size, fields }) {
    const { path } = workOf(item, 'shift');
    const changes = fields.map(({ offset, from, to }) => ({ offset, from: to, to: from }));
    patchFile({ path, name: basename(path), size, times: null, changes });
  },
});

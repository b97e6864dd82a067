import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { defineBatch, folderPath } from '@milepost/core';
import { z } from 'zod';
import { dateNames } from '../exif/dates.ts';
import { PhotoFailure } from '../files/failure.ts';
import { type Change, patchFile } from '../files/patch.ts';
import { walkFiles } from '../files/photo-files.ts';
import { createWindow } from '../jpeg/segments.ts';
import { amountOfTime, parseAmount } from './amount.ts';
import { planPhoto, type ShiftItem } from './plan-photo.ts';

/** What was done to a photo: enough to take it back, and to see whether it may be. */
export type ShiftReceipt = {
  readonly size: number;
  readonly fields: readonly Change[];
};

/** How long the plan reads without letting others, such as a cancel, have their turn, milliseconds. */
const turn = 10;

/** Moves the dates in photos by an amount of time: the camera's clock was wrong, or still at home. */
export const shiftDates = defineBatch({
  title: 'Shift dates',
  description:
    'Moves the dates in photos by an amount of time, for a camera whose clock was wrong. Nothing else in them changes.',
  unit: 'photo',
  input: z.object({
    folder: folderPath().describe('The folder with the photos.'),
    by: amountOfTime().describe('How far to move the dates: 3h30m, -23m, 2d, 1w, 90s. With a minus they become earlier.'),
    recursive: z.boolean().default(false).describe('Photos in sub-folders too.'),
    dates: z
      .array(z.enum(dateNames))
      .min(1)
      .default([...dateNames])
      .describe('Which dates to move. Moving only some makes them disagree.'),
  }),

  async *plan({ input, signal }): AsyncGenerator<ShiftItem> {
    const shift = { seconds: parseAmount(input.by) ?? 0, dates: input.dates };
    const window = createWindow();
    let since = performance.now();
    for (const found of walkFiles(input.folder, { recursive: input.recursive, signal })) {
      if (performance.now() - since > turn) {
        await setImmediate();
        signal.throwIfAborted();
        since = performance.now();
      }
      const item = planPhoto(found, shift, window);
      if (item) yield item;
    }
  },

  each(item, { log }): ShiftReceipt {
    const work = item.data;
    if (work?.type !== 'shift')
      throw new PhotoFailure(work?.code ?? 'UNEXPECTED', item.label, work?.problem ?? 'was not planned');
    patchFile({ ...work, name: basename(work.path) });
    if (work.warning) log.warn(`${item.label}: ${work.warning}`);
    return { size: work.size, fields: work.changes.map(({ offset, from, to }) => ({ offset, from, to })) };
  },

  undo(item, { size, fields }) {
    if (item.data?.type !== 'shift') throw new PhotoFailure('UNEXPECTED', item.label, 'was not shifted');
    const changes = fields.map(({ offset, from, to }) => ({ offset, from: to, to: from }));
    patchFile({ path: item.data.path, name: basename(item.data.path), size, times: null, changes });
  },
});

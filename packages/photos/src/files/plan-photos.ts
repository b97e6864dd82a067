import { setImmediate } from 'node:timers/promises';
import { folderPath, type PlannedItem } from '@milepost/core';
import { z } from 'zod';
import type { Format } from '../formats/format.ts';
import { type Found, walkFiles } from './photo-files.ts';
import { beginPlanning, type OpenPhoto, type ProblemItem, planFound } from './picture.ts';

/** What every photo task asks for: the fields of its input. */
export const whichPhotos = {
  folder: folderPath().describe('The folder with the photos.'),
  recursive: z.boolean().default(false).describe('Photos in sub-folders too.'),
};

/** How dates are written: what every task asks that writes them. */
export const howToWrite = z
  .enum(['in-place', 'copy'])
  .default('in-place')
  .describe('Write the dates over the old ones, or write a copy of each photo that then takes its place.');

export interface WhichPhotos {
  readonly folder: string;
  readonly recursive: boolean;
}

/** How long a plan reads without letting others, such as a cancel, have their turn, milliseconds. */
const turn = 10;

/** What is in the folder, at a pace at which a cancel is heard. */
export async function* findFiles({ folder, recursive }: WhichPhotos, signal: AbortSignal): AsyncGenerator<Found> {
  let since = performance.now();
  for (const found of walkFiles(folder, { recursive, signal })) {
    if (performance.now() - since > turn) {
      await setImmediate();
      signal.throwIfAborted();
      since = performance.now();
    }
    yield found;
  }
}

/** Plans every photo of the folder; what only is called one, links and what cannot be read are told of. See `planFound`. */
export async function* planPhotos<Item extends PlannedItem>(
  which: WhichPhotos,
  signal: AbortSignal,
  plan: (photo: OpenPhoto) => Item,
  refuse?: (format: Format) => string | null,
): AsyncGenerator<Item | ProblemItem | PlannedItem> {
  const planning = beginPlanning();
  for await (const found of findFiles(which, signal)) {
    const item = planFound(found, planning, plan, refuse);
    if (item) yield item;
  }
}

import { defineBatch } from '@milepost/core';
import { z } from 'zod';
import { beginPlanning, workOf } from '../files/picture.ts';
import { findFiles, whichPhotos } from '../files/plan-photos.ts';
import { reverseSteps, type Step, takeSteps } from './move.ts';
import { namePattern, namePrefix } from './names.ts';
import { type Known, look, type NamesItem, planNames } from './plan-names.ts';
import { followReplaced } from './replaced.ts';

/** What was done: it tells which files had which names. */
export type NamesReceipt = { readonly steps: readonly Step[] };

/** Gives photos names with a number that counts through, or names made of what they say of themselves. */
export const rename = defineBatch({
  title: 'Rename',
  description:
    'Names photos with a prefix and a number: trip_01.jpg, trip_02.jpg and so on. Files that belong to a photo go along; nothing is ever written over.',
  unit: 'photo',
  exclusive: ({ folder }) => folder,
  // One flush of their folder does for all names that wait for it.
  perThread: 128,
  input: z.object({
    ...whichPhotos,
    prefix: namePrefix().default('photo_').describe('What the names begin with; the number follows.'),
    by: z.enum(['date', 'name']).default('date').describe('In which order they are numbered; those without a date come last.'),
    pattern: namePattern()
      .optional()
      .describe('The whole name instead of prefix and number, of {number}, {date}, {time}, {camera} and {name}: {date}_{time}.'),
  }),

  async *plan({ input, signal }): AsyncGenerator<NamesItem> {
    const planning = beginPlanning();
    const files: Known[] = [];
    for await (const found of findFiles(input, signal)) files.push(look(found, planning));
    yield* planNames(files, input.pattern ?? `${input.prefix}{number}`, input.by);
  },

  async each(item): Promise<NamesReceipt> {
    const { steps } = workOf(item, 'names');
    await takeSteps(steps);
    return { steps };
  },

  undo(_, { steps }) {
    return takeSteps(followReplaced(reverseSteps(steps)));
  },
});

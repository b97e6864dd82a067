import { basename } from 'node:path';
import { defineBatch } from '@milepost/core';
import { z } from 'zod';
import { PhotoFailure } from '../files/failure.ts';
import { workOf } from '../files/picture.ts';
import { planPhotos, whichPhotos } from '../files/plan-photos.ts';
import { sweepOnce, tellLoss } from '../files/replace.ts';
import type { Format } from '../formats/format.ts';
import { planTurn, type TurnItem } from './plan-turn.ts';
import { turnBack, turnUpright } from './turn-photo.ts';

/** What was done to a photo: the digest of the whole file as it is now. What there was before is in the plan. */
export type TurnReceipt = { readonly digest: string };

/** Turns photos upright without loss, as their orientation says. */
export const fixOrientation = defineBatch({
  title: 'Fix orientation',
  description:
    'Turns photos upright without encoding them anew: not a pixel is lost, and all that they say of themselves stays. Their thumbnails are turned too.',
  unit: 'photo',
  exclusive: ({ folder }) => folder,
  // While the disk writes one, the next is turned.
  perThread: 3,
  input: z.object({
    ...whichPhotos,
    edges: z
      .enum(['skip', 'trim'])
      .default('skip')
      .describe('Where the size of a photo does not allow to turn all of it: leave the photo alone, or cut off up to 15 pixels.'),
  }),

  plan({ input, signal, log }): AsyncGenerator<TurnItem> {
    const items = planPhotos(input, signal, (photo) => planTurn(photo, input.edges), refuse);
    return tellLoss(items as AsyncGenerator<TurnItem>, log); // no other data in its items
  },

  async each(item, { job, log }): Promise<TurnReceipt> {
    const work = workOf(item, 'turn');
    sweepOnce(work.path, job);
    const { digest, thumbnail } = await turnUpright(work, job);
    if (thumbnail === 'kept') log.warn(`${item.label}: its thumbnail could not be turned and is as it was`);
    return { digest };
  },

  async undo(item, receipt, { job }) {
    const work = workOf(item, 'turn');
    if (work.trims)
      throw new PhotoFailure('TRIMMED', basename(work.path), 'has lost a strip at its edge and cannot be turned back');
    sweepOnce(work.path, job);
    await turnBack(work, receipt.digest, job);
  },
});

const refuse = (format: Format) => (format === 'JPEG' ? null : 'cannot be turned without loss, as only a JPEG can');

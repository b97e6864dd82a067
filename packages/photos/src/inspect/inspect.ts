import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { defineBatch, type PlannedItem } from '@milepost/core';
import { z } from 'zod';
import { PhotoFailure } from '../files/failure.ts';
import { withPhoto } from '../files/open-photo.ts';
import { type Problem, workOf } from '../files/picture.ts';
import { planPhotos, whichPhotos } from '../files/plan-photos.ts';
import type { Format } from '../formats/format.ts';
import { Damaged } from '../jpeg/damaged.ts';
import { NotTurnable } from '../jpeg/turner.ts';
import { findCopies } from './copies.ts';
import { findDisorder, lookAt, type Seen } from './faults.ts';
import { readPicture } from './read-picture.ts';

/** A photo of which all is to be read. */
export type InspectWork = {
  readonly type: 'inspect';
  readonly path: string;
  readonly format: Format;
  readonly faults: readonly string[];
};

export interface InspectItem extends PlannedItem {
  readonly data?: InspectWork | Problem | undefined;
}

/** Changes nothing. The plan is a table of what is wrong; the job then reads every picture to its end. */
export const inspect = defineBatch({
  title: 'Inspect',
  description:
    'Shows what is wrong in a folder and changes nothing: photos that lie on their side, dates that are missing, odd, in the future or out of order, copies. Started, it reads every picture to its end and tells which are broken.',
  unit: 'photo',
  readOnly: true,
  input: z.object(whichPhotos),

  async *plan({ input, signal }): AsyncGenerator<InspectItem> {
    const seen = new Map<string, Seen>();
    const files: { key: string; path: string; size: number }[] = [];
    const items: InspectItem[] = [];
    const now = Date.now();
    const photos = planPhotos(input, signal, (photo) => {
      if (photo.sameAs !== null) return { ...photo.item, skip: `is another name of ${photo.sameAs}` };
      files.push({ key: photo.key, path: photo.path, size: photo.stats.size });
      seen.set(photo.key, lookAt(photo, now));
      return photo.item;
    });
    for await (const item of photos) items.push(item as InspectItem); // a problem is the only data so far
    const disorder = findDisorder([...seen].map(([key, { taken }]) => ({ key, taken })));
    const copies = await findCopies(files, signal);
    const paths = new Map(files.map(({ key, path }) => [key, path]));
    for (const item of items) {
      const photo = seen.get(item.key);
      const path = paths.get(item.key);
      if (!photo || path === undefined) {
        yield item;
        continue;
      }
      const copy = copies.get(item.key);
      const faults = [photo.faults, disorder.get(item.key) ?? [], copy === undefined ? [] : `a copy of ${copy}`].flat();
      yield {
        ...item,
        ...(faults.length > 0 && { change: faults.join('; ') }),
        data: { type: 'inspect', path, format: photo.format, faults },
      };
    }
  },

  async each(item, { log }) {
    const { path, format, faults } = workOf(item, 'inspect');
    const name = basename(path);
    for (const fault of faults) log.warn(`${item.label}: ${fault}`);
    const bytes = withPhoto({ path, name }, 'read', (file) => readFileSync(file));
    try {
      await readPicture(bytes, format);
    } catch (error) {
      if (error instanceof Damaged) throw new PhotoFailure(error.code, name, `is damaged: ${error.message}`, error);
      // What only cannot be turned is no fault.
      if (!(error instanceof NotTurnable)) throw error;
    }
  },
});

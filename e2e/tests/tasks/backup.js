// @ts-check
import { setTimeout as wait } from 'node:timers/promises';
import { defineBatch, defineTasks, range } from '@milepost/core';
import { z } from 'zod';

/** A batch of some length, that is now fast and now slow, and of which some items fail: a page of it has all to show. */
const verify = defineBatch({
  title: 'Verify backups',
  description: 'Reads every file of a backup and compares its checksum with the one that was written down.',
  input: z.object({
    files: z.number().int().min(1).max(20_000).default(400).describe('How many files to look at.'),
    pace: z.enum(['slow', 'quick']).default('quick').describe('Slow leaves the disk to others.'),
    since: z.iso.date().optional().describe('Only files that were changed since.'),
  }),
  unit: 'file',
  threads: 2,
  *plan({ input }) {
    for (const number of range(input.files)) {
      const label = `scan-${String(number + 1).padStart(4, '0')}.tif`;
      const details = { Size: `${(number % 37) + 3} MB` };
      if (number % 60 === 59) yield { key: label, label, details, skip: 'has no checksum' };
      else yield { key: label, label, details, change: number % 9 === 8 ? 'compare again' : 'compare', data: number };
    }
  },
  async each(item, { input, log, signal }) {
    const number = Number(item.data);
    const turn = 1 + Math.sin(number / 25) / 2;
    await wait((input.pace === 'slow' ? 90 : 12) * turn, undefined, { signal });
    if (number % 25 === 0) log(`${item.label}: read ${(number % 37) + 3} MB`);
    if (number % 71 === 40) log.warn(`${item.label} was slow to read`);
    if (number % 45 === 44) throw Object.assign(new Error('The checksum is another.'), { code: 'CHANGED' });
  },
});

export default defineTasks(import.meta.url, { 'backup.verify': verify });

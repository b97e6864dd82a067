import { readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { fixModified } from '../fix-modified/fix-modified.ts';
import { fixOrientation } from '../fix-orientation/fix-orientation.ts';
import { rename } from '../rename/rename.ts';
import { shiftDates } from '../shift-dates/shift-dates.ts';
import { makeFolder, put } from '../testing/folder.ts';
import { tryOut } from '../testing/job.ts';
import { drawPhoto } from '../testing/photo.ts';
import { openSteps } from '../testing/step.ts';

const batches = [
  ['photos.fix-orientation', fixOrientation, {}],
  ['photos.shift-dates', shiftDates, { by: '1h' }],
  ['photos.shift-dates', shiftDates, { by: '1h', write: 'copy' }],
  ['photos.fix-modified', fixModified, { zone: '+00:00' }],
  ['photos.fix-modified', fixModified, { zone: '+00:00', write: 'copy' }],
  ['photos.rename', rename, { prefix: 'trip_' }],
] as const;

/** Modified by a program that said so: every task has something to do. */
const photo = Buffer.from(
  (await drawPhoto(320, 240, 6)).toString('latin1').replace('2008:05:01 10:00:00', '2010:01:01 00:00:00'),
  'latin1',
);

/** What a folder holds that somebody would call theirs. */
function photosIn(folder: string): { [name: string]: string } {
  const names = readdirSync(folder).filter((name) => !name.startsWith('.milepost-'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'base64')]));
}

test.each(batches)(
  '%s, killed before any of its steps, leaves each photo as it was or as it should be, and a repeat makes it good',
  {
    timeout: 120_000,
  },
  async (task, batch, more) => {
    const runToStep = openSteps();
    const folder = makeFolder();
    const input = { folder, ...more };
    const lay = () => {
      const path = put(folder, 'IMG_1203.jpg', photo);
      utimesSync(path, 1_300_000_000, 1_300_000_000);
    };

    async function killEverywhere(undo: boolean): Promise<string[]> {
      const steps: string[] = [];
      for (let step = 0; ; step++) {
        lay();
        const bench = tryOut(batch, input, 'a-job', 2);
        const [item] = await bench.plan();
        if (!item) throw new Error('There is a photo.');
        const was = photosIn(folder);
        const receipt = undo ? await bench.each(item) : null;
        const before = photosIn(folder);
        const stopped = await runToStep({ task, input, item, receipt, undo, step });
        const between = photosIn(folder);
        if (undo) await bench.undo(item, receipt);
        else await bench.each(item);
        const after = photosIn(folder);
        // A photo that is renamed has both names for a moment.
        const allowed = [before, after, ...(task === 'photos.rename' ? [{ ...before, ...after }] : [])];
        expect([allowed.some((one) => isDeepStrictEqual(one, between)), step, stopped]).toEqual([true, step, stopped]);
        expect(readdirSync(folder)).toHaveLength(1);
        if (undo && task !== 'photos.fix-orientation') expect(after).toEqual(was);
        expect(Object.keys(after)).toEqual(Object.keys(undo ? was : after));
        if (task !== 'photos.fix-modified')
          expect(statSync(join(folder, Object.keys(after)[0] ?? '')).mtimeMs).toBe(1_300_000_000_000);
        if (!undo) await tryOut(batch, input).undo(item, await bench.each(item));
        if (stopped === null) return steps;
        steps.push(stopped);
      }
    }

    const steps = await killEverywhere(false);
    expect(steps.length).toBeGreaterThanOrEqual(2);
    if (!('write' in more)) expect((await killEverywhere(true)).length).toBeGreaterThanOrEqual(2);
    if (task === 'photos.fix-orientation') expect(steps).toEqual(expect.arrayContaining(['writeSync', 'fsync', 'renameSync']));
  },
);

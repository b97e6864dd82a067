import { utimesSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fixModified } from '../fix-modified/fix-modified.ts';
import { fixOrientation } from '../fix-orientation/fix-orientation.ts';
import { inspect } from '../inspect/inspect.ts';
import { rename } from '../rename/rename.ts';
import { writeSamplePhotos } from '../samples/index.ts';
import { shiftDates } from '../shift-dates/shift-dates.ts';
import { makeFolder, put, writeHeader } from '../testing/folder.ts';
import { tryOut } from '../testing/job.ts';

const date = '2008:05:01 10:00:00';

const batches = [
  ['fix-orientation', fixOrientation, { edges: 'trim' }],
  ['shift-dates', shiftDates, { by: '1h' }],
  ['rename', rename, {}],
  ['fix-modified', fixModified, {}],
  ['inspect', inspect, {}],
] as const;

test.each(batches)(
  'the plan of %s shows a picture, size, dates and orientation, with a mark where they are not as they should be',
  async (_, batch, more) => {
    const folder = makeFolder();
    await writeSamplePhotos(folder);
    const edited = Buffer.from(
      writeHeader({ date, orientation: 6 }).toString('latin1').replace(date, '2010:01:01 00:00:00'),
      'latin1',
    );
    const paths = [
      put(folder, '1.jpg', edited),
      put(folder, '2.jpg', writeHeader({ date, orientation: 1 })),
      put(folder, '3.jpg', writeHeader(null)),
    ];
    for (const path of paths) utimesSync(path, 1_300_000_000, 1_300_000_000);
    const items = new Map((await tryOut(batch, { folder, ...more }).plan()).map((item) => [item.key, item]));
    expect(items.size).toBe(28);
    expect(items.get('1.jpg')?.image).toBe(paths[0]);
    expect(items.get('1.jpg')?.details).toMatchObject({
      Taken: '2008-05-01 10:00:00',
      Modified: '2010-01-01 00:00:00 (differs)',
      Orientation: '6 (not upright)',
      Size: '208 bytes',
    });
    expect(items.get('2.jpg')?.details).toMatchObject({
      Taken: '2008-05-01 10:00:00',
      Modified: '2008-05-01 10:00:00',
      Orientation: 'upright',
    });
    expect(items.get('3.jpg')?.details).toMatchObject({ Taken: 'not known', Size: expect.stringMatching(/ bytes$/) });
    // Each is to be done, or left with its reason; of a damaged one its reason is told.
    for (const { change, skip, details } of items.values())
      if (batch !== inspect) expect(change ?? skip ?? details?.Problem).toBeTruthy();
  },
);

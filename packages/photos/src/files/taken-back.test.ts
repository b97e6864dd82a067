import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Json, PlannedItem } from '@milepost/core';
import { expect, test } from 'vitest';
import { fixModified } from '../fix-modified/fix-modified.ts';
import { fixOrientation } from '../fix-orientation/fix-orientation.ts';
import { rename } from '../rename/rename.ts';
import { shiftDates } from '../shift-dates/shift-dates.ts';
import { draw, metadataOf, pixels } from '../testing/drawing.ts';
import { makeFolder, put, snapshot } from '../testing/folder.ts';
import { type Bench, tryOut } from '../testing/job.ts';

test.each([
  ['turned before they are named', ['dates', 'times', 'turn', 'names']],
  ['named before they are turned', ['names', 'times', 'turn', 'dates']],
] as const)('what all tasks did, photos being %s, is taken back in the opposite order', async (_, order) => {
  const folder = makeFolder();
  // Two of them swap their names.
  for (const [index, orientation] of [6, 3, 1].entries()) {
    const path = put(folder, `trip_${[2, 1, 3][index]}.jpg`, dated(await draw({ orientation }), index));
    utimesSync(path, 1_300_000_000, 1_300_000_000 + index);
  }
  const before = snapshot(folder);
  const benches = {
    dates: tryOut(shiftDates, { folder, by: '1h', dates: ['DateTimeOriginal'] }),
    times: tryOut(fixModified, { folder, zone: '+00:00' }),
    turn: tryOut(fixOrientation, { folder }),
    names: tryOut(rename, { folder, prefix: 'trip_' }),
  };
  const done: { bench: Bench; item: PlannedItem; receipt: Json }[] = [];
  for (const task of order) {
    const bench = benches[task];
    for (const item of await bench.plan()) {
      if (item.skip === undefined) done.push({ bench, item, receipt: await bench.each(item) });
    }
  }
  expect(done).toHaveLength(3 + 3 + 2 + 1);
  for (const { bench, item, receipt } of done.reverse()) {
    await bench.undo(item, receipt);
    await bench.undo(item, receipt);
  }
  const after = snapshot(folder);
  expect(Object.keys(after)).toEqual(Object.keys(before));
  for (const [name, { content, modified }] of Object.entries(before)) {
    const [was, is] = [Buffer.from(content, 'base64'), readFileSync(join(folder, name))];
    expect(metadataOf(is)).toEqual(metadataOf(was));
    expect((await pixels(is, false)).data.equals((await pixels(was, false)).data)).toBe(true);
    expect(after[name]?.modified).toBe(modified);
  }
});

/** The same photo, taken so many minutes later. */
function dated(photo: Buffer, minutes: number): Buffer {
  return Buffer.from(photo.toString('latin1').replaceAll('2008:05:01 10:00:00', `2008:05:01 10:0${minutes}:00`), 'latin1');
}

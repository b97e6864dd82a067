import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fixModified } from '../fix-modified/fix-modified.ts';
import { fixOrientation } from '../fix-orientation/fix-orientation.ts';
import { rename } from '../rename/rename.ts';
import { writeSamplePhotos } from '../samples/index.ts';
import { shiftDates } from '../shift-dates/shift-dates.ts';
import { makeFolder, snapshot } from '../testing/folder.ts';
import { tryOut } from '../testing/job.ts';

function mount(...words: string[]): boolean {
  return spawnSync('mount', words).status === 0;
}

/** A small disk in memory; null where this user may make none. */
function makeDisk(size: string): string | null {
  const disk = join(makeFolder(), 'disk');
  mkdirSync(disk);
  if (process.platform !== 'linux' || !mount('-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk)) return null;
  onTestFinished(() => void spawnSync('umount', [disk]));
  return disk;
}

function mayMount(): boolean {
  const folder = spawnSync('mktemp', ['-d']).stdout?.toString().trim();
  const may = process.platform === 'linux' && Boolean(folder) && mount('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder);
  if (may) spawnSync('umount', [folder]);
  if (folder) spawnSync('rmdir', [folder]);
  if (!may) console.warn('This user may not mount a disk: what happens on a full and on a read-only one is not tried.');
  return may;
}

const mounts = mayMount();

test.runIf(mounts)(
  'on a disk that is full photos fail to be turned, stay as they are, and nothing is left beside them',
  async () => {
    const disk = makeDisk('1m') ?? '';
    await writeSamplePhotos(disk);
    expect(() => writeFileSync(join(disk, 'filler.bin'), Buffer.alloc(2_000_000))).toThrow('ENOSPC');
    const before = snapshot(disk);
    const bench = tryOut(fixOrientation, { folder: disk });
    const items = (await bench.plan()).filter((item) => item.change !== undefined);
    expect(items.length).toBeGreaterThan(5);
    for (const item of items) await expect(bench.each(item)).rejects.toThrow(`${item.label} is on a disk that is full.`);
    expect(snapshot(disk)).toEqual(before);
    // Dates are written where they are, and names need no room for a picture.
    const shift = tryOut(shiftDates, { folder: disk, by: '1h' });
    await shift.each((await shift.plan())[0]);
  },
);

test.runIf(mounts)('on a disk that is read-only every task fails with a sentence', async () => {
  const disk = makeDisk('4m') ?? '';
  await writeSamplePhotos(disk);
  expect(mount('-o', 'remount,ro', disk)).toBe(true);
  const before = snapshot(disk);
  for (const bench of [
    tryOut(fixOrientation, { folder: disk }),
    tryOut(shiftDates, { folder: disk, by: '1h' }),
    tryOut(fixModified, { folder: disk, zone: '+01:00' }),
    tryOut(rename, { folder: disk }),
  ]) {
    const item = (await bench.plan()).find(({ change }) => change !== undefined);
    await expect(bench.each(item)).rejects.toThrow(`${item?.label} is on a disk that is read-only.`);
  }
  expect(snapshot(disk)).toEqual(before);
});

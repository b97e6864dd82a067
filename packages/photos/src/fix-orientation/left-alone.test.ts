import { chmodSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '@milepost/core';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { distance, draw, pixels, segment } from '../testing/drawing.ts';
import { makeFolder, put } from '../testing/folder.ts';
import { tryOut } from '../testing/job.ts';
import { fixOrientation } from './fix-orientation.ts';

test('where a turn would cost pixels the photo is left and the plan says how many; trimmed only when asked', async () => {
  const folder = makeFolder();
  const path = put(folder, 'a.jpg', await draw({ orientation: 6, width: 160, height: 100 }));
  const [left] = await tryOut(fixOrientation, { folder }).plan();
  expect(left?.skip).toBe(
    'cannot be turned without a loss of 4 pixels of the left edge; that is done only where edges are to be trimmed',
  );
  const before = await pixels(readFileSync(path));
  const bench = tryOut(fixOrientation, { folder, edges: 'trim' });
  const [item] = await bench.plan();
  expect(item?.change).toBe('rotate 90° clockwise, trim 4 pixels of the left edge');
  const receipt = await bench.each(item);
  const after = await pixels(readFileSync(path), false);
  expect([after.width, after.height]).toEqual([96, 160]);
  const kept = await sharp(before.data, { raw: { width: 100, height: 160, channels: 3 } })
    .extract({ left: 4, top: 0, width: 96, height: 160 })
    .raw()
    .toBuffer();
  expect(distance(after.data, kept)).toBeLessThan(1);
  await expect(bench.undo(item, receipt)).rejects.toThrow('a.jpg has lost a strip at its edge and cannot be turned back.');
});

test('a photo that is upright, says nothing or nonsense, has several names or several pictures is skipped', async () => {
  const folder = makeFolder();
  put(folder, '1.jpg', await draw({ orientation: 1 }));
  put(folder, '2.jpg', await draw({ orientation: 9 }));
  linkSync(put(folder, '3.jpg', await draw({ orientation: 6 })), join(folder, '3.txt'));
  put(folder, '4.jpg', await draw({ orientation: 6, before: segment(0xe2, 'MPF\0 index') }));
  put(
    folder,
    '5.jpg',
    await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer(),
  );
  const reasons = Object.fromEntries((await tryOut(fixOrientation, { folder }).plan()).map(({ key, skip }) => [key, skip]));
  expect(reasons).toEqual({
    '1.jpg': 'is upright already',
    '2.jpg': 'has the orientation 9, which means nothing',
    '3.jpg': 'has several names (hard links), which a turn would part',
    '3.txt': 'has several names (hard links), which a turn would part',
    '4.jpg': 'holds several pictures (MPF), whose index a turn would break',
    '5.jpg': 'does not say how it was held',
  });
});

test('a cut picture, a changed one and a protected one fail with a sentence and stay as they are', async () => {
  const folder = makeFolder();
  const whole = await draw({ orientation: 6 });
  const path = put(folder, 'a.jpg', whole.subarray(0, -300));
  const bench = tryOut(fixOrientation, { folder });
  const [cut] = await bench.plan();
  await expect(bench.each(cut)).rejects.toThrow('a.jpg is damaged: premature end of JPEG file.');
  expect(readFileSync(path)).toEqual(whole.subarray(0, -300));
  writeFileSync(path, whole);
  await expect(bench.each(cut)).rejects.toThrow('a.jpg has changed since.');
  const [item] = await bench.plan();
  chmodSync(path, 0o444);
  await expect(bench.each(item)).rejects.toThrow('a.jpg is write-protected.');
  chmodSync(path, 0o644);
  const receipt = await bench.each(item);
  const other = Buffer.from(readFileSync(path));
  other.writeUInt8(0x20, other.indexOf('Milepost'));
  writeFileSync(path, other);
  await expect(bench.undo(item, receipt)).rejects.toThrow('a.jpg has changed since it was turned.');
  expect(readFileSync(path)).toEqual(other);
  expect(readdirSync(folder)).toEqual(['a.jpg']);
});

test('a crash before the new file has its name, or after, is made good by a repeat', async () => {
  const folder = makeFolder();
  const path = put(folder, 'a.jpg', await draw({ orientation: 8 }));
  const bench = tryOut(fixOrientation, { folder }, 'job-1');
  const [item] = await bench.plan();
  writeFileSync(join(folder, `.milepost-job-1-${statSync(path).ino}.part`), 'half of it');
  const receipt = await bench.each(item);
  expect(await bench.each(item)).toEqual(receipt as Json); // plain data
  expect(readdirSync(folder)).toEqual(['a.jpg']);
  // A folder in the place of the new file: whatever fails, the photo is untouched.
  const [before, ino] = [readFileSync(path), statSync(path).ino];
  mkdirSync(join(folder, `.milepost-job-1-${ino}.part`));
  await expect(bench.undo(item, receipt)).rejects.toThrow(/^a\.jpg /);
  expect(readFileSync(path)).toEqual(before);
  renameSync(join(folder, `.milepost-job-1-${ino}.part`), join(folder, 'aside'));
});

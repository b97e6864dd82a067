import { readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { makeFolder, put, snapshot } from '../testing/folder.ts';
import { runKilled } from '../testing/killed.ts';
import { drawPhoto } from '../testing/photo.ts';

test('killed at any moment, each photo is as it was or as it should be; in the end all are turned, and all turned back', {
  timeout: 60_000,
}, async () => {
  const folder = makeFolder();
  const data = makeFolder();
  const upright = (photo: Buffer) => sharp(photo).autoOrient().resize(30, 40, { fit: 'fill' }).raw().toBuffer();
  const photo = await drawPhoto(640, 480, 6);
  for (let index = 0; index < 60; index++) {
    const path = put(folder, `${index}.jpg`, photo);
    utimesSync(path, 1_209_636_000, 1_209_636_000 + index);
  }
  const before = snapshot(folder);
  const job = { data, task: 'photos.fix-orientation', input: { folder } };

  const { kills, end } = runKilled(job, [60, 140, 240]);
  expect(kills).toBeGreaterThan(0);
  expect(end).toEqual({ state: 'succeeded', result: { done: 60, skipped: 0, failed: 0 }, error: null });
  expect(readdirSync(folder).sort()).toEqual(Object.keys(before).sort());
  const contents = new Set(Object.values(snapshot(folder)).map(({ content }) => content));
  expect(contents.size).toBe(1);
  const turned = readFileSync(join(folder, '0.jpg'));
  expect((await sharp(turned).metadata()).orientation).toBe(1);
  const [one, other] = [await upright(turned), await upright(photo)];
  expect(one.every((value, index) => Math.abs(value - (other[index] ?? 0)) < 4)).toBe(true);

  const back = runKilled({ ...job, undo: true }, [30, 90]);
  expect(back.kills).toBeGreaterThan(0);
  expect(back.end).toEqual({ state: 'succeeded', result: { done: 60, skipped: 0, failed: 0 }, error: null });
  const after = snapshot(folder);
  expect(Object.keys(after)).toEqual(Object.keys(before));
  expect(new Set(Object.values(after).map(({ content }) => content)).size).toBe(1);
  expect((await sharp(join(folder, '0.jpg')).raw().toBuffer()).equals(await sharp(photo).raw().toBuffer())).toBe(true);
  expect(Object.values(after).map(({ modified }) => modified)).toEqual(Object.values(before).map(({ modified }) => modified));
});

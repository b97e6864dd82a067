import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { PhotoFailure } from '../files/failure.ts';
import { fixModified } from '../fix-modified/fix-modified.ts';
import { fixOrientation } from '../fix-orientation/fix-orientation.ts';
import { inspect } from '../inspect/inspect.ts';
import { rename } from '../rename/rename.ts';
import { drawScene, writeExifSegment } from '../samples/index.ts';
import { shiftDates } from '../shift-dates/shift-dates.ts';
import { makeFolder, put, snapshot } from '../testing/folder.ts';
import { tryOut } from '../testing/job.ts';

const exif = {
  IFD0: { Model: 'Sample camera', DateTime: '2008:05:01 10:00:00' },
  IFD2: { DateTimeOriginal: '2008:05:01 10:00:00' },
};
const names = ['a.avif', 'a.png', 'a.tif', 'a.webp'];
const formats = ['avif', 'png', null, 'webp'] as const;

async function putAll(folder: string): Promise<void> {
  const scene = sharp(Buffer.from(drawScene(1, 64, 48))).removeAlpha();
  for (const [index, name] of names.entries()) {
    const format = formats[index];
    // sharp gives a TIFF no EXIF: this one has no picture.
    const tiff = writeExifSegment({ date: '2008:05:01 10:00:00', orientation: 1 }).subarray(10);
    put(folder, name, format ? await scene.clone().withExif(exif).toFormat(format).toBuffer() : tiff);
  }
}

const hasExiftool = spawnSync('exiftool', ['-ver']).error === undefined;

function listTags(folder: string): { [tag: string]: string }[] {
  const { stdout } = spawnSync('exiftool', ['-json', '-a', '-u', '-all', '-validate', folder], { encoding: 'utf8' });
  return JSON.parse(stdout).sort((one: { SourceFile: string }, other: { SourceFile: string }) =>
    one.SourceFile < other.SourceFile ? -1 : 1,
  );
}

test('dates are shifted in PNG, WebP, TIFF and HEIF: nothing but them and a checksum changes, and an undo puts every byte back', async () => {
  const folder = makeFolder();
  await putAll(folder);
  const before = snapshot(folder);
  const tags = hasExiftool ? listTags(folder) : [];
  const bench = tryOut(shiftDates, { folder, by: '3h30m' });
  const items = await bench.plan();
  expect(items.map(({ key, change }) => [key, change])).toEqual(
    names.map((name) => [name, '2008-05-01 10:00:00 → 2008-05-01 13:30:00']),
  );
  const receipts = [];
  for (const item of items) receipts.push(await bench.each(item));
  for (const name of names) {
    const [old, now] = [Buffer.from(before[name]?.content ?? '', 'base64'), readFileSync(join(folder, name))];
    expect([...now].filter((byte, at) => byte !== old[at]).length, name).toBeLessThanOrEqual(6 + (name === 'a.png' ? 4 : 0));
    if (name !== 'a.tif')
      expect((await sharp(now, { failOn: 'warning' }).raw().toBuffer()).equals(await sharp(old).raw().toBuffer())).toBe(true);
  }
  if (hasExiftool) {
    const after = listTags(folder);
    expect(after.map((one) => [one.DateTimeOriginal, one.ModifyDate])).toEqual(
      names.map(() => ['2008:05:01 13:30:00', '2008:05:01 13:30:00']),
    );
    expect(after.map(({ Validate, Warning }) => [Validate, Warning])).toEqual(
      tags.map(({ Validate, Warning }) => [Validate, Warning]),
    );
  }
  for (const [index, item] of items.entries()) await bench.undo(item, receipts[index] ?? null);
  expect(snapshot(folder)).toEqual(before);
});

test('file times and names come from their dates, and a job reads them; only a turn needs a JPEG', async () => {
  const folder = makeFolder();
  await putAll(folder);
  for (const name of names) utimesSync(join(folder, name), 1_300_000_000, 1_300_000_000);
  const times = tryOut(fixModified, { folder, zone: '+02:00' });
  for (const item of await times.plan()) await times.each(item);
  for (const name of names) expect(statSync(join(folder, name)).mtimeMs).toBe(Date.UTC(2008, 4, 1, 8));

  const look = tryOut(inspect, { folder });
  const seen = await look.plan();
  expect(seen.map(({ change, details }) => [change, details?.Taken])).toEqual(
    names.map(() => [undefined, '2008-05-01 10:00:00']),
  );
  for (const item of seen) await look.each(item);

  expect((await tryOut(fixOrientation, { folder }).plan()).map(({ skip }) => skip)).toEqual([
    'cannot be turned without loss, as only a JPEG can: it is a HEIC, AVIF or a video',
    'cannot be turned without loss, as only a JPEG can: it is a PNG',
    'cannot be turned without loss, as only a JPEG can: it is a TIFF or a raw photo',
    'cannot be turned without loss, as only a JPEG can: it is a WebP',
  ]);

  const bench = tryOut(rename, { folder, pattern: '{date} {camera}' });
  for (const item of await bench.plan()) await bench.each(item);
  expect(Object.keys(snapshot(folder))).toEqual([
    '2008-05-01 Sample camera-2.png',
    '2008-05-01 Sample camera-3.tif',
    '2008-05-01 Sample camera-4.webp',
    '2008-05-01 Sample camera.avif',
  ]);
});

test('a raw photo is read as it is, and its thumbnail and all else stay where they are', async () => {
  const folder = makeFolder();
  // A raw photo is a TIFF with its directories at the beginning; the rest of it is of no concern.
  const block = writeExifSegment({ date: '2008:05:01 10:00:00', orientation: 6, order: 'MM' }).subarray(10);
  const path = put(folder, 'IMG_1.NEF', Buffer.concat([block, Buffer.alloc(3_000_000, 7)]));
  const bench = tryOut(shiftDates, { folder, by: '-1d' });
  const [item] = await bench.plan();
  expect(item?.details).toMatchObject({ Taken: '2008-05-01 10:00:00', Orientation: '6 (not upright)', Size: '3.0 MB' });
  await bench.each(item);
  const after = readFileSync(path);
  expect(after.toString('latin1', 0, block.length).split('2008:04:30 10:00:00')).toHaveLength(4);
  expect(after.subarray(block.length).equals(Buffer.alloc(3_000_000, 7))).toBe(true);
});

test.each(['a raw photo of Fujifilm', 'a raw photo of Canon', 'a raw photo of Panasonic', 'a GIF'])(
  '%s is left alone, and told of',
  async (what) => {
    const starts: { [what: string]: string } = {
      'a raw photo of Fujifilm': 'FUJIFILMCCD-RAW ',
      'a raw photo of Canon': '\0\0\0\x18ftypcrx \0\0\0\x01',
      'a raw photo of Panasonic': 'IIU\0\x18\0\0\0',
      'a GIF': 'GIF89a',
    };
    const folder = makeFolder();
    put(folder, 'a.dng', Buffer.from(starts[what] ?? '', 'latin1'));
    expect((await tryOut(shiftDates, { folder, by: '1h' }).plan()).map(({ skip }) => skip)).toEqual([
      `is no photo that can be read here: it is ${what}`,
    ]);
  },
);

test('of thousands of spoilt PNG, WebP, TIFF and HEIF files each is read, skipped or said to be damaged', {
  timeout: 60_000,
}, async () => {
  const folder = makeFolder();
  await putAll(folder);
  const whole = names.map((name) => readFileSync(join(folder, name)));
  let state = 5;
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const ends = { planned: 0, skipped: 0, failed: 0 };
  for (let round = 0; round < 150; round++) {
    for (const [index, name] of names.entries()) {
      const bytes = whole[index] ?? Buffer.alloc(0);
      const spoilt = Buffer.from(round % 5 === 0 ? bytes.subarray(0, random(bytes.length)) : bytes);
      for (let times = random(8); times >= 0 && spoilt.length > 12; times--)
        spoilt[12 + random(Math.min(500, spoilt.length - 12))] = [0, 0xff, random(256)][random(3)] ?? 0;
      writeFileSync(join(folder, name), spoilt);
    }
    const bench = tryOut(shiftDates, { folder, by: '1h' });
    for (const item of await bench.plan()) {
      if (item.skip !== undefined) ends.skipped += 1;
      else if (item.change !== undefined) ends.planned += 1;
      else {
        await expect(bench.each(item)).rejects.toThrow(PhotoFailure);
        ends.failed += 1;
      }
    }
  }
  expect(Math.min(...Object.values(ends))).toBeGreaterThan(10);
});

import { chmodSync, chownSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { distance, draw, type Made, metadataOf, pixels, segment } from '../testing/drawing.ts';
import { makeFolder, put, snapshot } from '../testing/folder.ts';
import { endOf, openForTest, tryOut } from '../testing/job.ts';
import { fixOrientation } from './fix-orientation.ts';

function thumbnailOf(jpeg: Buffer): Buffer {
  return jpeg.subarray(jpeg.indexOf(Buffer.from([0xff, 0xd8, 0xff]), 2));
}

const kinds: readonly (readonly [string, Partial<Made>])[] = [
  ['4:2:0', {}],
  ['4:4:4', { jpeg: { chromaSubsampling: '4:4:4' }, order: 'MM' }],
  ['progressive', { jpeg: { progressive: true } }],
  ['gray', { kind: 'gray' }],
  ['CMYK', { kind: 'cmyk' }],
];

test.each(kinds.flatMap(([name, made]) => [2, 3, 4, 5, 6, 7, 8].map((orientation) => [name, orientation, made] as const)))(
  'a photo (%s) of orientation %i is turned to the same pixels and back, its thumbnail too',
  async (_, orientation, made) => {
    const folder = makeFolder();
    const before = await draw({ orientation, ...made });
    const path = put(folder, 'a.jpg', before);
    const bench = tryOut(fixOrientation, { folder });
    const [item] = await bench.plan();
    const receipt = await bench.each(item);
    const after = readFileSync(path);
    const [seen, is] = [await pixels(before), await pixels(after, false)];
    expect([is.width, is.height]).toEqual([seen.width, seen.height]);
    // Chroma that is sampled up again differs at the edges between blocks by what a decoder rounds.
    expect(distance(is.data, seen.data)).toBeLessThan(name420(made) ? 1 : 0.2);
    expect((await sharp(after).metadata()).orientation).toBe(1);
    if (made.kind === undefined) {
      const small = await sharp(after)
        .resize(is.width / 2)
        .raw()
        .toBuffer();
      expect(distance((await pixels(thumbnailOf(after), false)).data, small)).toBeLessThan(12);
    }

    await bench.each(item);
    expect(readFileSync(path).equals(after)).toBe(true);
    await bench.undo(item, receipt);
    await bench.undo(item, receipt);
    const back = readFileSync(path);
    expect((await pixels(back, false)).data.equals((await pixels(before, false)).data)).toBe(true);
    expect(Buffer.concat(metadataOf(back)).equals(Buffer.concat(metadataOf(before)))).toBe(true);
    expect(readdirSync(folder)).toEqual(['a.jpg']);
  },
);

const name420 = (made: Partial<Made>) => made.kind === undefined && made.jpeg?.chromaSubsampling === undefined;

test('through the front door: turned, and taken back with the times that the files had', async () => {
  const folder = makeFolder();
  for (const orientation of [1, 3, 6, 8]) {
    const path = put(folder, `${orientation}.jpg`, await draw({ orientation }));
    chmodSync(path, 0o640);
    utimesSync(path, 1_209_636_000, 1_209_636_000);
  }
  const before = snapshot(folder);
  const milepost = await openForTest();
  const job = await endOf(milepost, await milepost.start({ task: 'photos.fix-orientation', input: { folder } }));
  expect(job).toMatchObject({ state: 'succeeded', result: { done: 3, skipped: 1, failed: 0 } });
  for (const name of readdirSync(folder)) {
    expect(statSync(join(folder, name)).mtimeMs).toBe(1_209_636_000_000);
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o640);
  }
  expect((await endOf(milepost, await milepost.undo(job.id))).state).toBe('succeeded');
  for (const [name, { content, modified }] of Object.entries(before)) {
    const [old, now] = [Buffer.from(content, 'base64'), readFileSync(join(folder, name))];
    expect(metadataOf(now)).toEqual(metadataOf(old));
    expect((await pixels(now, false)).data.equals((await pixels(old, false)).data)).toBe(true);
    expect(Math.round(statSync(join(folder, name)).mtimeMs)).toBe(modified);
  }
});

test('what a new file cannot keep is said once, however many threads and folders there are', async () => {
  const folder = makeFolder();
  const photo = await draw({ orientation: 6 });
  for (const name of ['a/1.jpg', 'b/1.jpg', 'a/2.jpg', 'b/2.jpg', 'c/1.jpg', 'c/2.jpg']) put(folder, name, photo);
  const milepost = await openForTest();
  const input = { folder, recursive: true };
  const job = await endOf(milepost, await milepost.start({ task: 'photos.fix-orientation', input }));
  expect(job.result).toMatchObject({ done: 6 });
  expect((await milepost.log({ id: job.id })).map(({ message }) => message)).toEqual([
    'Extended attributes and access lists of a file, where it has any, are not kept: it is a new file.',
  ]);
});

test.runIf(process.getuid?.() === 0)('the owner of a photo stays who it was, where this user may give files away', async () => {
  const folder = makeFolder();
  const path = put(folder, 'a.jpg', await draw({ orientation: 6 }));
  chownSync(path, 1_234, 4_321);
  const bench = tryOut(fixOrientation, { folder });
  const [item] = await bench.plan();
  const receipt = await bench.each(item);
  const owner = () => [statSync(path).uid, statSync(path).gid];
  expect(owner()).toEqual([1_234, 4_321]);
  await bench.undo(item, receipt);
  expect(owner()).toEqual([1_234, 4_321]);
});

test('profiles, remarks, XMP but for its orientation, maker notes and all behind the picture stay to the byte', async () => {
  const folder = makeFolder();
  const xmp = 'http://ns.adobe.com/xap/1.0/\0<x tiff:Orientation="6" a="b">';
  const before = Buffer.concat([
    segment(0xe1, xmp),
    segment(0xe2, 'ICC_PROFILE\0\x01\x01 a profile'),
    segment(0xed, 'Photoshop 3.0\0 IPTC'),
    segment(0xfe, 'a remark'),
    segment(0xe9, Buffer.alloc(60_000, 7)),
  ]);
  const behind = Buffer.from('a video, or a second picture \xff\xd8\xff\xd9', 'latin1');
  const photo = await draw({ orientation: 6, before, behind });
  const path = put(folder, 'a.jpg', photo);
  const bench = tryOut(fixOrientation, { folder });
  await bench.each((await bench.plan())[0]);
  const after = readFileSync(path);
  expect(after.subarray(-behind.length)).toEqual(behind);
  const [old, now] = [metadataOf(photo), metadataOf(after)];
  expect(now).toHaveLength(old.length);
  expect(now[1]?.toString('latin1')).toBe(segment(0xe1, xmp.replace('"6"', '"1"')).toString('latin1'));
  expect(Buffer.concat(now.slice(2)).equals(Buffer.concat(old.slice(2)))).toBe(true);
});

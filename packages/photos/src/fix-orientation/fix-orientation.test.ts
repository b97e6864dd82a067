import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Json } from '@milepost/core';
import sharp, { type JpegOptions } from 'sharp';
import { expect, test } from 'vitest';
import { writeExifSegment } from '../samples/exif-block.ts';
import { drawScene } from '../samples/scene.ts';
import { makeFolder, put, snapshot } from '../testing/folder.ts';
import { endOf, openForTest, tryOut } from '../testing/job.ts';
import { fixOrientation } from './fix-orientation.ts';

interface Made {
  orientation: number;
  width?: number;
  height?: number;
  order?: 'II' | 'MM';
  jpeg?: JpegOptions;
  kind?: 'gray' | 'cmyk';
  before?: Buffer;
  behind?: Buffer;
}

const date = '2008:05:01 10:00:00';

function segment(marker: number, content: string | Buffer): Buffer {
  const bytes = Buffer.from(content as string, 'latin1'); // Buffer.from takes either
  const head = Buffer.from([0xff, marker, (bytes.length + 2) >> 8, (bytes.length + 2) & 0xff]);
  return Buffer.concat([head, bytes]);
}

const drawn = new Map<string, Promise<{ plain: Buffer; thumbnail: Buffer }>>();

async function drawPlain(width: number, height: number, jpeg: JpegOptions, kind: Made['kind']) {
  let picture = sharp(Buffer.from(drawScene(3, width, height))).removeAlpha();
  if (kind === 'gray') picture = picture.toColourspace('b-w');
  if (kind === 'cmyk') picture = picture.toColourspace('cmyk');
  const plain = await picture.jpeg({ quality: 90, ...jpeg }).toBuffer();
  const small = sharp(plain).toColourspace('srgb').resize(80, 48, { fit: 'fill' });
  return { plain, thumbnail: await small.jpeg({ quality: 80 }).toBuffer() };
}

async function draw({
  orientation,
  width = 160,
  height = 96,
  order = 'II',
  jpeg = {},
  kind,
  before,
  behind,
}: Made): Promise<Buffer> {
  const key = JSON.stringify([width, height, jpeg, kind]);
  const drawing = drawn.get(key) ?? drawPlain(width, height, jpeg, kind);
  drawn.set(key, drawing);
  const { plain, thumbnail } = await drawing;
  const exif = writeExifSegment({ date, orientation, order, thumbnail: Buffer.concat([thumbnail, Buffer.alloc(200)]) });
  return Buffer.concat([plain.subarray(0, 2), exif, before ?? Buffer.alloc(0), plain.subarray(2), behind ?? Buffer.alloc(0)]);
}

/** The pixels as a viewer that heeds the orientation shows them. */
async function pixels(jpeg: Buffer, upright = true): Promise<{ data: Buffer; width: number; height: number }> {
  const picture = upright ? sharp(jpeg).autoOrient() : sharp(jpeg);
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** How much two pictures differ in the mean, 0 to 255. */
function distance(one: Buffer, other: Buffer): number {
  expect(other.length).toBe(one.length);
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += Math.abs((one[at] ?? 0) - (other[at] ?? 0));
  return sum / one.length;
}

function thumbnailOf(jpeg: Buffer): Buffer {
  return jpeg.subarray(jpeg.indexOf(Buffer.from([0xff, 0xd8, 0xff]), 2));
}

/** Everything before the picture's tables, as a list of segments. */
function metadataOf(jpeg: Buffer): Buffer[] {
  const segments: Buffer[] = [];
  for (let at = 2; jpeg[at + 1] !== 0xda; ) {
    const end = at + 2 + jpeg.readUInt16BE(at + 2);
    const marker = jpeg[at + 1] ?? 0;
    if ((marker & 0xf0) === 0xe0 || marker === 0xfe) segments.push(jpeg.subarray(at, end));
    at = end;
  }
  return segments;
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

import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { writeExifSegment } from '../samples/exif-block.ts';
import { makeFolder, put } from '../testing/folder.ts';
import { cornersOf, drawCorners, find, openForTest } from '../testing/thumbnails.ts';

const date = '2008:05:01 10:00:00';

/** A bright photo; a dark `thumbnail` in it shows which of the two was taken. */
async function drawPhoto(orientation: number, thumbnail?: Buffer, [width, height] = [400, 300]): Promise<Buffer> {
  const jpeg = await drawCorners(orientation, width, height).jpeg({ quality: 90 }).toBuffer();
  return Buffer.concat([jpeg.subarray(0, 2), writeExifSegment({ date, orientation, thumbnail }), jpeg.subarray(2)]);
}

const drawSmall = (orientation: number, width = 160, height = 120) =>
  drawCorners(orientation, width, height, 120).jpeg({ quality: 90 }).toBuffer();

test('a photo is shown upright however it was held, made small or as the camera did', async () => {
  const folder = makeFolder();
  const thumbnails = openForTest();
  for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const made = put(folder, `${orientation}.jpg`, await drawPhoto(orientation));
    const embedded = put(folder, `${orientation}e.jpg`, await drawPhoto(orientation, await drawSmall(orientation)));
    const shown = await Promise.all([made, embedded].map((path) => thumbnails.thumbnail(find(path))));
    const corners = await Promise.all(shown.map(({ bytes }) => cornersOf(bytes)));
    expect({ orientation, corners }).toEqual({ orientation, corners: ['RGWB', 'rgwb'] });
    for (const { bytes } of shown) expect(await sharp(bytes).metadata()).toMatchObject({ width: 160, height: 120 });
  }
});

test('one that the camera put in is taken only where it is large enough, whole and of this photo', async () => {
  const folder = makeFolder();
  const thumbnails = openForTest();
  const small = await drawSmall(1);
  const half = small.subarray(0, small.length * 0.7);
  const scene = await drawPhoto(1, small);
  // The tag of its compression, made one of an orientation in which it would lie on its side.
  const [tag, other] = ['030103000100000006', '120103000100000006'].map((hex) => Buffer.from(hex, 'hex'));
  const turned = Buffer.from(scene);
  other?.copy(turned, turned.indexOf(tag ?? ''));
  const photos = {
    'padded behind its end': await drawPhoto(1, Buffer.concat([small, Buffer.alloc(500)])),
    'turned in another way': await drawPhoto(1, await drawSmall(6)),
    'with black bars': await drawPhoto(1, small, [400, 225]),
    'too small': await drawPhoto(1, await drawSmall(1, 80, 60)),
    'cut off': await drawPhoto(1, half),
    'cut off with an end': await drawPhoto(1, Buffer.concat([half, Buffer.from([0xff, 0xd9])])),
    'something else': await drawPhoto(1, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')),
    'of another orientation': turned,
  };
  const found: Record<string, string> = {};
  for (const [name, photo] of Object.entries(photos))
    found[name] = await cornersOf((await thumbnails.thumbnail(find(put(folder, name, photo)))).bytes);
  expect(found).toEqual({
    ...Object.fromEntries(Object.keys(photos).map((name) => [name, 'RGWB'])),
    'padded behind its end': 'rgwb',
  });
  const large = await thumbnails.thumbnail(find(put(folder, 'large.jpg', scene)), { width: 300 });
  expect(await cornersOf(large.bytes)).toBe('RGWB');
  expect(await sharp(large.bytes).metadata()).toMatchObject({ width: 320, height: 240 });
});

test('every kind of picture that a browser knows has one, upright too, and none is enlarged', async () => {
  const folder = makeFolder();
  const thumbnails = openForTest();
  const drawn = drawCorners(6, 90, 60).withMetadata({ orientation: 6 });
  const pictures = {
    jpeg: await drawn.clone().jpeg().toBuffer(),
    progressive: await drawn.clone().jpeg({ progressive: true }).toBuffer(),
    cmyk: await drawn.clone().toColourspace('cmyk').jpeg().toBuffer(),
    png: await drawn.clone().png().toBuffer(),
    webp: await drawn.clone().webp({ quality: 95 }).toBuffer(),
    tiff: await drawn.clone().tiff().toBuffer(),
    avif: await drawCorners(1, 90, 60).avif({ quality: 80, effort: 0 }).toBuffer(),
    gif: await drawCorners(1, 90, 60).gif().toBuffer(),
  };
  for (const [name, picture] of Object.entries(pictures)) {
    const { bytes } = await thumbnails.thumbnail(find(put(folder, name, picture)));
    const { width, height } = await sharp(bytes).metadata();
    expect([name, (await cornersOf(bytes)).toUpperCase(), width, height]).toEqual([name, 'RGWB', 90, 60]);
  }
  const clear = await sharp({ create: { width: 300, height: 300, channels: 4, background: '#0000' } })
    .png()
    .toBuffer();
  const see = await thumbnails.thumbnail(find(put(folder, 'clear', clear)));
  expect(see.type).toBe('image/webp');
  expect(await sharp(see.bytes).metadata()).toMatchObject({ hasAlpha: true, width: 160 });
});

test('what was made once is kept, until the file is another', async () => {
  const folder = makeFolder();
  const thumbnails = openForTest();
  const path = put(folder, 'one.jpg', await drawPhoto(1));
  const first = await thumbnails.thumbnail(find(path));
  const [kept = ''] = readdirSync(thumbnails.folder);
  writeFileSync(
    join(thumbnails.folder, kept),
    (await thumbnails.thumbnail(find(put(folder, 'dark.jpg', await drawSmall(1))))).bytes,
  );
  expect(await cornersOf((await thumbnails.thumbnail(find(path))).bytes)).toBe('rgwb');
  put(folder, 'one.jpg', Buffer.concat([await drawPhoto(1), Buffer.from('more')]));
  expect(await thumbnails.thumbnail(find(path))).toEqual(first);
  await thumbnails.close();
  const again = openForTest({ folder: thumbnails.folder, processes: 0 });
  expect(await again.thumbnail(find(path))).toEqual({ type: 'image/jpeg', bytes: first.bytes });
});

test('many who ask for the same wait for one piece of work, and who leaves leaves the others', async () => {
  const folder = makeFolder();
  const thumbnails = openForTest({ processes: 1 });
  const file = find(put(folder, 'one.jpg', await drawPhoto(1)));
  const leaving = Array.from({ length: 25 }, () => new AbortController());
  const asked = Array.from({ length: 50 }, (_, index) => thumbnails.thumbnail(file, {}, leaving[index]?.signal));
  for (const one of leaving) one.abort(new Error('I left.'));
  const ends = await Promise.allSettled(asked);
  expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(25);
  const made = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value.bytes] : []));
  expect(new Set(made).size).toBe(1);
});

test('closing ends what waits and what is made', async () => {
  const folder = makeFolder();
  const thumbnails = openForTest({ processes: 1 });
  const photo = await drawPhoto(1);
  const asked = ['a', 'b', 'c'].map((name) => thumbnails.thumbnail(find(put(folder, name, photo))));
  const ends = Promise.allSettled(asked);
  await new Promise(setImmediate);
  await thumbnails.close();
  for (const end of await ends) expect(end).toMatchObject({ status: 'rejected', reason: { reason: 'CLOSED' } });
  await expect(thumbnails.thumbnail(find(join(folder, 'a')))).rejects.toMatchObject({ reason: 'CLOSED' });
});

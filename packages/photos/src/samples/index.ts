import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { writeExifSegment } from './exif-block.ts';
import { drawScene } from './scene.ts';

export { drawScene, writeExifSegment };

interface Sample {
  readonly name: string;
  readonly portrait: boolean;
  /** How the camera was held, as EXIF says it; null for a photo without EXIF. */
  readonly orientation: 1 | 3 | 6 | 8 | null;
  /** `2008:05:01 10:00:00` by the camera's clock. */
  readonly date: string;
}

/** How far pixels are turned, clockwise in degrees, by a camera that was held so. */
const turns = { 1: 0, 3: 180, 6: 270, 8: 90 } as const;

/** A week's holiday, four photos a day, by a clock that stayed three hours behind. */
const samples: readonly Sample[] = Array.from({ length: 24 }, (_, index) => {
  const portrait = index % 3 === 2;
  const held = portrait ? ([6, 8] as const)[(index >> 1) % 2] : index % 5 === 3 ? 3 : 1;
  const day = String(1 + Math.floor(index / 4)).padStart(2, '0');
  const hour = String(6 + 4 * (index % 4)).padStart(2, '0');
  const minute = String((index * 17) % 60).padStart(2, '0');
  const date = `2008:05:${day} ${hour}:${minute}:${String((index * 23) % 60).padStart(2, '0')}`;
  return { name: `IMG_${1201 + index}.jpg`, portrait, orientation: index === 19 ? null : (held ?? 1), date };
});

/** This one was pulled from the camera too early: it ends within its header. */
const broken = 'IMG_1225.jpg';

/**
 * Writes 25 small photos to try things with, and makes the folder where there is none: portrait and landscape, turned in four
 * ways, one without EXIF and one that is broken. Photos that are there already with the same content are not touched.
 */
export async function writeSamplePhotos(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const photos = await Promise.all(samples.map(drawSample));
  await Promise.all(photos.map((photo, index) => writeUnlessSame(join(folder, samples[index]?.name ?? broken), photo)));
  const last = photos.at(-1) ?? Buffer.alloc(0);
  await writeUnlessSame(join(folder, broken), last.subarray(0, 200));
}

async function drawSample({ portrait, orientation, date }: Sample, index: number): Promise<Buffer> {
  const [width, height] = portrait ? [480, 640] : [640, 480];
  const upright = sharp(Buffer.from(drawScene(index, width, height))).removeAlpha();
  const jpeg = await upright
    .rotate(turns[orientation ?? 1])
    .jpeg({ quality: 82 })
    .toBuffer();
  if (orientation === null) return jpeg;
  const thumbnail = await sharp(jpeg).resize(160, 160, { fit: 'inside' }).jpeg({ quality: 70 }).toBuffer();
  return Buffer.concat([jpeg.subarray(0, 2), writeExifSegment({ date, orientation, thumbnail }), jpeg.subarray(2)]);
}

async function writeUnlessSame(path: string, content: Buffer): Promise<void> {
  const there = await readFile(path).catch(() => null);
  if (!there?.equals(content)) await writeFile(path, content);
}

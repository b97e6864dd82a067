import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawScene, writeExifSegment } from '@milepost/photos/samples';
import sharp from 'sharp';

/** Photos to be copied for every contestant. */
export interface PhotoSet {
  readonly count: number;
  /** `500 photos of 3 MP and 1.2 MB` */
  describe(): string;
  /** Copies them into a folder, with `anew` also where they are there already; then waits until the disk is at rest. */
  copyTo(folder: string, anew: boolean): void;
}

/** So many different pictures; the other photos differ in their dates. */
const pictures = 8;

/** Writes photos as cameras do: held in three ways, a minute apart, with a thumbnail, 4:2:0, with some noise. */
export async function writePhotos(
  folder: string,
  { count, megapixels }: { count: number; megapixels: number },
): Promise<PhotoSet> {
  mkdirSync(folder);
  // A multiple of 16 on both sides, as most sensors have.
  const height = Math.round(Math.sqrt((megapixels * 1_000_000) / (4 / 3)) / 48) * 48;
  const drawn = await Promise.all(
    Array.from({ length: Math.min(count, pictures) }, (_, seed) => draw(seed, (height / 3) * 4, height)),
  );
  for (let index = 0; index < count; index++) {
    const { picture, thumbnail } = drawn[index % drawn.length] as (typeof drawn)[number]; // within
    const date = new Date(Date.UTC(2008, 4, 1, 10, index)).toISOString().slice(0, 19).replaceAll('-', ':').replace('T', ' ');
    const exif = writeExifSegment({ date, orientation: [6, 8, 3][index % 3] ?? 6, thumbnail });
    const photo = Buffer.concat([picture.subarray(0, 2), exif, picture.subarray(2)]);
    writeFileSync(join(folder, `IMG_${String(index + 1).padStart(4, '0')}.jpg`), photo);
  }
  const names = readdirSync(folder);
  const bytes = names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0) / count;
  return {
    count,
    describe: () => `${count} photos of ${megapixels} MP and ${(bytes / 1e6).toFixed(1)} MB`,
    copyTo(target, anew) {
      if (anew) rmSync(target, { recursive: true, force: true });
      if (!existsSync(target)) {
        mkdirSync(target);
        for (const name of names) copyFileSync(join(folder, name), join(target, name));
      }
      // What others have not flushed would be paid for by whoever comes next.
      spawnSync('sync');
    },
  };
}

async function draw(seed: number, width: number, height: number): Promise<{ picture: Buffer; thumbnail: Buffer }> {
  const { data, info } = await sharp(Buffer.from(drawScene(seed, width, height)))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  let state = seed + 1;
  for (let at = 0; at < data.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    data[at] = Math.max(0, Math.min(255, (data[at] ?? 0) + ((state >>> 24) % 31) - 15));
  }
  const picture = await sharp(data, { raw: info }).jpeg({ quality: 90 }).toBuffer();
  const thumbnail = await sharp(picture).resize(160, 120, { fit: 'fill' }).jpeg({ quality: 85 }).toBuffer();
  return { picture, thumbnail };
}

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { writeExifSegment } from '../samples/exif-block.ts';
import { writeSamplePhotos } from '../samples/index.ts';
import { drawScene } from '../samples/scene.ts';
import { makeFolder, put } from '../testing/folder.ts';
import { tryOut } from '../testing/job.ts';
import { fixOrientation } from './fix-orientation.ts';

/** Whether a program is installed; says so where it is not. */
function has(program: string, version: string): boolean {
  const there = spawnSync(program, [version]).error === undefined;
  if (!there) console.warn(`${program} is not installed: what it would say of our photos is not compared.`);
  return there;
}

function say(program: string, words: readonly string[], input?: Buffer): Buffer {
  const { stdout, status, stderr } = spawnSync(program, words, { input, maxBuffer: 1 << 28 });
  if (status !== 0 && stdout.length === 0) throw new Error(`${program}: ${stderr}`);
  return stdout;
}

const date = '2008:05:01 10:00:00';
const words: { readonly [orientation: number]: readonly string[] } = {
  2: ['-flip', 'horizontal'],
  3: ['-rotate', '180'],
  4: ['-flip', 'vertical'],
  5: ['-transpose'],
  6: ['-rotate', '90'],
  7: ['-transverse'],
  8: ['-rotate', '270'],
};

async function decode(jpeg: Buffer) {
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  return { data, size: [info.width, info.height, info.channels] };
}

async function turnAll(folder: string): Promise<void> {
  const bench = tryOut(fixOrientation, { folder, edges: 'trim' });
  for (const item of await bench.plan()) if (item.skip === undefined) await bench.each(item).catch(() => {});
}

test.runIf(has('jpegtran', '-version') && has('cjpeg', '-version')).each(['1x1', '2x1', '1x2', '2x2', '4x1', 'gray'])(
  'photos with blocks %s have the pixels that jpegtran gives them: in all orientations, progressive or not, aligned or not',
  async (sampling) => {
    const folder = makeFolder();
    const photos: { name: string; plain: Buffer; orientation: number }[] = [];
    for (const [width, height] of [
      [128, 64],
      [121, 83],
    ] as const) {
      const pixels = await sharp(Buffer.from(drawScene(1, width, height)))
        .removeAlpha()
        .raw()
        .toBuffer();
      const ppm = Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), pixels]);
      for (const progressive of [[], ['-progressive']]) {
        const plain = say('cjpeg', [...(sampling === 'gray' ? ['-grayscale'] : ['-sample', sampling]), ...progressive], ppm);
        for (const orientation of [2, 3, 4, 5, 6, 7, 8]) {
          const name = `${width}-${progressive.length}-${orientation}.jpg`;
          const exif = writeExifSegment({ date, orientation });
          put(folder, name, Buffer.concat([plain.subarray(0, 2), exif, plain.subarray(2)]));
          photos.push({ name, plain, orientation });
        }
      }
    }
    await turnAll(folder);
    for (const { name, plain, orientation } of photos) {
      const theirs = await decode(say('jpegtran', ['-trim', ...(words[orientation] ?? [])], plain));
      const ours = await decode(readFileSync(join(folder, name)));
      expect([name, ours.size]).toEqual([name, theirs.size]);
      expect([name, ours.data.equals(theirs.data)]).toEqual([name, true]);
    }
  },
);

test.runIf(has('exiftool', '-ver'))(
  'exiftool reads the same of a turned photo as before, but for what a turn changes',
  async () => {
    const folder = makeFolder();
    await writeSamplePhotos(folder);
    const list = (): { [tag: string]: unknown }[] => JSON.parse(say('exiftool', ['-json', '-G1', '-a', '-u', folder]).toString());
    const before = list();
    await turnAll(folder);
    const after = list();
    expect(after).toHaveLength(before.length);
    const changes = /^(System|File|Composite):|Orientation|Thumbnail(Image|Length)|Exif(Image)?(Width|Height)/;
    const kept = (tags: { [tag: string]: unknown }) =>
      Object.fromEntries(Object.entries(tags).filter(([tag]) => !changes.test(tag)));
    expect(after.map(kept)).toEqual(before.map(kept));
    expect(Object.keys(kept(after[0] ?? {})).length).toBeGreaterThan(8);
    const orientations = after.map((tags) => tags['IFD0:Orientation']).filter((orientation) => orientation !== undefined);
    expect(new Set(orientations)).toEqual(new Set(['Horizontal (normal)']));
    expect(readdirSync(folder)).toHaveLength(25);
  },
);

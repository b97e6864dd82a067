import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlannedItem } from '@milepost/core';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { PhotoFailure } from '../files/failure.ts';
import { checkPicture } from '../jpeg/turner.ts';
import { writeExifSegment } from '../samples/exif-block.ts';
import { drawScene } from '../samples/scene.ts';
import { makeFolder } from '../testing/folder.ts';
import { tryOut } from '../testing/job.ts';
import { fixOrientation } from './fix-orientation.ts';

/** Set MILEPOST_SPOILT to 10000 for the long form. */
const rounds = Number(process.env.MILEPOST_SPOILT ?? 150);
const longest = 5_000;

test(`of ${rounds} spoilt photos each is turned to a good one, or fails with a sentence and stays as it is`, {
  timeout: 30_000 + rounds * 100,
}, async () => {
  const folder = makeFolder();
  const scene = sharp(Buffer.from(drawScene(1, 64, 48))).removeAlpha();
  const thumbnail = await scene.clone().resize(32, 24).jpeg().toBuffer();
  const exif = writeExifSegment({ date: '2008:05:01 10:00:00', orientation: 6, thumbnail });
  const pictures = await Promise.all(
    [{}, { progressive: true }, { chromaSubsampling: '4:4:4' }].map((options) => scene.clone().jpeg(options).toBuffer()),
  );
  const photos = pictures.map((jpeg) => Buffer.concat([jpeg.subarray(0, 2), exif, jpeg.subarray(2), Buffer.from('a trailer')]));
  let state = 7;
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const path = join(folder, 'photo.jpg');
  const bench = tryOut(fixOrientation, { folder, edges: 'trim' });
  const ends = { turned: 0, failed: 0, skipped: 0 };
  for (let round = 0; round < rounds; round++) {
    const whole = photos[round % photos.length] ?? exif;
    const spoilt = Buffer.from(whole.subarray(0, round % 7 === 0 ? 3 + random(whole.length - 3) : whole.length));
    // Most of the mischief is done in what is behind the EXIF block: without an orientation nothing would be tried.
    const from = round % 3 === 0 ? 3 : exif.length + 2;
    for (let times = random(4); times >= 0; times--) {
      const at = Math.min(spoilt.length - 1, from + random(Math.max(1, spoilt.length - from)));
      spoilt[at] = [0, 0xff, random(256), (spoilt[at] ?? 0) ^ (1 << random(8))][random(4)] ?? 0;
    }
    writeFileSync(path, spoilt);
    const start = performance.now();
    ends[await turn((await bench.plan())[0])] += 1;
    expect(performance.now() - start).toBeLessThan(longest);
    expect(readdirSync(folder)).toEqual(['photo.jpg']);

    async function turn(item: PlannedItem | undefined): Promise<keyof typeof ends> {
      if (!item || item.skip !== undefined) return 'skipped';
      try {
        await bench.each(item);
      } catch (error) {
        if (!(error instanceof PhotoFailure)) throw error;
        expect(error.message).toMatch(/^photo\.jpg .+\.$/);
        expect(error.code).not.toBe('UNEXPECTED');
        expect(readFileSync(path).equals(spoilt)).toBe(true);
        return 'failed';
      }
      checkPicture(readFileSync(path));
      return 'turned';
    }
  }
  expect(ends.turned).toBeGreaterThan(rounds / 20);
  expect(ends.failed).toBeGreaterThan(rounds / 10);
});

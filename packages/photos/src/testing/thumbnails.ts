import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FoundFile } from '@milepost/core';
import sharp, { type Sharp } from 'sharp';
import { onTestFinished } from 'vitest';
import { openThumbnails, type ThumbnailOptions, type Thumbnails } from '../thumbnails/open-thumbnails.ts';

/** A file as Milepost finds it. */
export function find(path: string): FoundFile {
  const { dev, ino, size, mtimeNs } = statSync(path, { bigint: true });
  return { path, device: dev, inode: ino, size, modified: mtimeNs };
}

/** On a machine with much else to do a process may take long to begin, milliseconds. */
const timeout = 60_000;

/** Thumbnails that are closed and gone when the test is over. */
export function openForTest(options: Partial<ThumbnailOptions> = {}): Thumbnails & { readonly folder: string } {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'milepost-thumbnails-'));
  const thumbnails = openThumbnails({ timeout, ...options, folder });
  onTestFinished(async () => {
    await thumbnails.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { ...thumbnails, folder };
}

/** The corners of a picture, clockwise from the upper left; each is a letter for its colour, small where it is dark. */
export async function cornersOf(picture: Uint8Array): Promise<string> {
  const { data, info } = await sharp(picture).removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const letter = (x: number, y: number) => {
    const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * 3;
    const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
    const most = Math.max(red, green, blue);
    const found = most - Math.min(red, green, blue) < 50 ? 'W' : most === red ? 'R' : most === green ? 'G' : 'B';
    return most > 190 ? found : found.toLowerCase();
  };
  return letter(0.2, 0.2) + letter(0.8, 0.2) + letter(0.8, 0.8) + letter(0.2, 0.8);
}

/** Where each pixel of a stored picture comes from in the upright one of `w` by `h`, as the EXIF standard names rows and columns. */
const origins: { readonly [orientation: number]: (x: number, y: number, w: number, h: number) => [number, number] } = {
  1: (x, y) => [x, y],
  2: (x, y, w) => [w - 1 - x, y],
  3: (x, y, w, h) => [w - 1 - x, h - 1 - y],
  4: (x, y, _w, h) => [x, h - 1 - y],
  5: (x, y) => [y, x],
  6: (x, y, w) => [w - 1 - y, x],
  7: (x, y, w, h) => [w - 1 - y, h - 1 - x],
  8: (x, y, _w, h) => [y, h - 1 - x],
};

/** A picture whose upright corners are red, green, white and blue, clockwise, as a camera stores it that was held so. */
export function drawCorners(orientation: number, width: number, height: number, brightness = 255): Sharp {
  const [w, h] = orientation > 4 ? [height, width] : [width, height];
  const pixels = Buffer.alloc(w * h * 3);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const [fromX, fromY] = origins[orientation]?.(x, y, width, height) ?? [x, y];
      const [right, low] = [fromX >= width / 2, fromY >= height / 2];
      const colour = low ? (right ? [1, 1, 1] : [0, 0, 1]) : right ? [0, 1, 0] : [1, 0, 0];
      for (const [channel, value] of colour.entries()) pixels[(y * w + x) * 3 + channel] = value * brightness;
    }
  }
  return sharp(pixels, { raw: { width: w, height: h, channels: 3 } });
}

import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';

/** What a folder holds, hidden files too. */
export type Snapshot = Map<string, { readonly bytes: Buffer; readonly modified: number }>;

/** Copies sample photos into a new folder, a minute apart by their dates, every sixth edited later, their files younger than all that. */
export async function writePhotos(samples: string, folder: string, count: number): Promise<void> {
  const names = (await readdir(samples)).filter((name) => name !== 'IMG_1225.jpg' && name !== 'IMG_1220.jpg').sort();
  const photos = await Promise.all(names.map((name) => readFile(join(samples, name), 'latin1')));
  await mkdir(folder);
  for (let index = 0; index < count; index++) {
    const at = new Date(Date.UTC(2008, 4, 1, 10, count - index)).toISOString();
    const date = `${at.slice(0, 10).replaceAll('-', ':')} ${at.slice(11, 19)}`;
    let photo = (photos[index % photos.length] ?? '').replace(/2008:05:0\d \d\d:\d\d:\d\d/g, date);
    if (index % 6 === 0) photo = photo.replace(date, '2010:01:01 00:00:00');
    await write(join(folder, `IMG_${index + 1}.jpg`), Buffer.from(photo, 'latin1'), 1_300_000_000_000 + index * 1_000);
  }
}

export async function write(path: string, bytes: Buffer, modified: number): Promise<void> {
  await writeFile(path, bytes);
  await utimes(path, 1_300_000_000, modified / 1_000);
}

export async function look(folder: string): Promise<Snapshot> {
  const names = (await readdir(folder)).sort();
  const read = async (name: string) => {
    const path = join(folder, name);
    return [name, { bytes: await readFile(path), modified: Math.round((await stat(path)).mtimeMs) }] as const;
  };
  return new Map(await Promise.all(names.map(read)));
}

/** The names of the files that are not the same in both, to the byte and the time. */
export function differences(one: Snapshot, other: Snapshot): string[] {
  const names = new Set([...one.keys(), ...other.keys()]);
  return [...names].filter((name) => {
    const [a, b] = [one.get(name), other.get(name)];
    return !a || !b || a.modified !== b.modified || !a.bytes.equals(b.bytes);
  });
}

const startOfScan = Buffer.from([0xff, 0xda]);
const startOfTables = Buffer.from([0xff, 0xdb]);

/** What a photo says of itself: all before its picture, whose tables are the last before it. */
export function metadataOf(photo: Buffer): Buffer {
  return photo.subarray(0, photo.lastIndexOf(startOfTables, photo.lastIndexOf(startOfScan)) - 69);
}

/** Whether two photos have the same pixels to the bit, as the browser decodes them. */
export async function haveSamePixels(browser: Browser, pairs: readonly (readonly [Buffer, Buffer])[]): Promise<boolean> {
  const page = await browser.newPage();
  try {
    for (const pair of pairs) {
      const urls = pair.map((photo) => `data:image/jpeg;base64,${photo.toString('base64')}`);
      const same = await page.evaluate(`Promise.all(${JSON.stringify(urls)}.map(async (url) => {
        const image = new Image();
        image.src = url;
        await image.decode();
        const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
        const context = canvas.getContext('2d');
        context.drawImage(image, 0, 0);
        return new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
      })).then(([one, other]) => one.length > 0 && one.length === other.length && one.every((pixel, at) => pixel === other[at]))`);
      if (same !== true) return false;
    }
    return true;
  } finally {
    await page.close();
  }
}

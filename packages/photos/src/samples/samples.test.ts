import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { writeSamplePhotos } from './index.ts';

test('the sample photos are there, in several orientations, and are not touched a second time', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'milepost-samples-'));
  try {
    await writeSamplePhotos(folder);
    const names = readdirSync(folder).sort();
    expect(names).toHaveLength(25);
    const found = await Promise.all(names.slice(0, -1).map((name) => sharp(join(folder, name)).metadata()));
    expect(new Set(found.map((photo) => photo.orientation))).toEqual(new Set([1, 3, 6, 8, undefined]));
    await expect(sharp(join(folder, names.at(-1) ?? '')).metadata()).rejects.toThrow();
    for (const name of names) utimesSync(join(folder, name), 1_000_000_000, 1_000_000_000);
    await writeSamplePhotos(folder);
    expect(names.map((name) => statSync(join(folder, name)).mtimeMs)).toEqual(names.map(() => 1_000_000_000_000));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

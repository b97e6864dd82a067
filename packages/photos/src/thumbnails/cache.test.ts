import { readdirSync, statSync, truncateSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder, put } from '../testing/folder.ts';
import { openCache } from './cache.ts';

const nameOf = (index: number) => String(index).padStart(20, '0');
const isWhole = (bytes: Buffer) => bytes.length === 1000;
const content = (index: number) => Buffer.alloc(1000, index);

test('what was not asked for longest goes first, and the bound holds at every moment', async () => {
  const folder = makeFolder();
  const cache = await openCache(folder, 10_000, isWhole);
  for (let index = 0; index < 10; index++) await cache.write(nameOf(index), content(index));
  expect(await cache.read(nameOf(0))).toEqual(content(0));
  for (let index = 10; index < 14; index++) await cache.write(nameOf(index), content(index));
  expect(cache.size).toBe(10_000);
  expect(readdirSync(folder).sort()).toEqual([0, 5, 6, 7, 8, 9, 10, 11, 12, 13].map(nameOf));
  expect(await cache.read(nameOf(1))).toBeNull();
  await cache.write(nameOf(5), content(99));
  expect(cache.size).toBe(10_000);
  await Promise.all(Array.from({ length: 50 }, (_, index) => cache.write(nameOf(index), content(index))));
  expect(readdirSync(folder)).toHaveLength(10);
  expect(statSync(join(folder, readdirSync(folder)[0] ?? '')).mode & 0o077).toBe(0);
});

test('it is found again as it was, without what was half written, and within a smaller bound', async () => {
  const folder = makeFolder();
  const cache = await openCache(folder, 10_000, isWhole);
  for (let index = 0; index < 6; index++) {
    await cache.write(nameOf(index), content(index));
    utimesSync(join(folder, nameOf(index)), 1000 + index, 1000 + index);
  }
  put(folder, '.0123456789abcdef', 'half');
  put(folder, 'notes.txt', 'not ours');
  const again = await openCache(folder, 10_000, isWhole);
  expect(again.size).toBe(6000);
  expect(await again.read(nameOf(0))).toEqual(content(0));
  const smaller = await openCache(folder, 3000, isWhole);
  expect(readdirSync(folder).sort()).toEqual([nameOf(0), nameOf(4), nameOf(5), 'notes.txt'].sort());
  truncateSync(join(folder, nameOf(4)), 500);
  expect(await smaller.read(nameOf(4))).toBeNull();
  expect(readdirSync(folder)).not.toContain(nameOf(4));
});

test('a folder that cannot be written keeps nothing and breaks nothing', async () => {
  const folder = makeFolder();
  const file = put(folder, 'file', 'in the way');
  const cache = await openCache(join(file, 'below'), 10_000, isWhole);
  await cache.write(nameOf(1), content(1));
  expect(await cache.read(nameOf(1))).toBeNull();
  expect(cache.size).toBe(0);
});

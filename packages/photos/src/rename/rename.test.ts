import {
  linkSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { PlannedItem } from '@milepost/core';
import { expect, test } from 'vitest';
import { makeFolder, put, snapshot, writeHeader } from '../testing/folder.ts';
import { endOf, openForTest, tryOut } from '../testing/job.ts';
import type { Step } from './move.ts';
import type { NamesReceipt } from './rename.ts';
import { rename } from './rename.ts';

/** A photo of the first of May 2008, `minute` minutes after ten; null for one without a date. Each is another to the byte. */
let made = 0;
function photo(minute: number | null): Buffer {
  const exif = minute === null ? null : { date: `2008:05:01 10:${String(minute).padStart(2, '0')}:00`, orientation: 1 };
  return Buffer.concat([writeHeader(exif), Buffer.from(`photo ${made++}`)]);
}

const changes = (items: PlannedItem[]) => items.flatMap((item) => item.change ?? []);
const stepsOf = (item: PlannedItem) => (item.data as unknown as { steps: Step[] }).steps; // its own data

async function names(folder: string, input: object): Promise<{ [name: string]: string }> {
  const bench = tryOut(rename, { folder, ...input });
  const before = new Map(readdirSync(folder).map((name) => [statSync(join(folder, name)).ino, name]));
  for (const item of await bench.plan()) if (item.skip === undefined) await bench.each(item);
  return Object.fromEntries(readdirSync(folder).map((name) => [before.get(statSync(join(folder, name)).ino), name]));
}

test('photos are numbered by the date taken, those without one last, and an undo gives every name back', async () => {
  const folder = makeFolder();
  for (let index = 0; index < 10; index++) put(folder, `IMG_${index}.JPG`, photo(30 - index));
  put(folder, 'A.jpg', photo(null));
  const before = snapshot(folder);
  const milepost = await openForTest();
  const job = await endOf(milepost, await milepost.start({ task: 'photos.rename', input: { folder, prefix: 'trip_' } }));
  expect(job).toMatchObject({ state: 'succeeded', result: { done: 11 } });
  expect(Object.keys(snapshot(folder))).toEqual([
    ...Array.from({ length: 10 }, (_, i) => `trip_${String(i + 1).padStart(2, '0')}.JPG`),
    'trip_11.jpg',
  ]);
  expect(readFileSync(join(folder, 'trip_01.JPG')).toString('base64')).toBe(before['IMG_9.JPG']?.content);
  expect((await endOf(milepost, await milepost.undo(job.id))).state).toBe('succeeded');
  expect(snapshot(folder)).toEqual(before);
});

test('two photos never get one name: not in the same second, not where case alone differs, not where one is there already', async () => {
  const folder = makeFolder();
  for (const name of ['a.jpg', 'b.jpg', 'c.JPG']) put(folder, name, photo(5));
  put(folder, '2008-05-01_10-05-00.PNG', '\x89PNG');
  expect(await names(folder, { pattern: '{date}_{time}' })).toMatchObject({
    'a.jpg': '2008-05-01_10-05-00-2.jpg',
    'b.jpg': '2008-05-01_10-05-00-3.jpg',
    'c.JPG': '2008-05-01_10-05-00-4.JPG',
  });
  const other = makeFolder();
  for (const name of ['a.jpg', 'b.jpg']) put(other, name, photo(1));
  put(other, 'Trip_1.txt', 'a diary');
  expect(await names(other, { prefix: 'trip_' })).toMatchObject({ 'a.jpg': 'trip_2.jpg', 'b.jpg': 'trip_3.jpg' });
});

test('a name that appears after the plan is not written over, and a circle that fails is as it was', async () => {
  const folder = makeFolder();
  put(folder, 'a.jpg', photo(1));
  const bench = tryOut(rename, { folder, prefix: 'trip_' });
  const [item] = await bench.plan();
  const before = put(folder, 'trip_1.jpg', 'something new');
  await expect(bench.each(item)).rejects.toThrow('a.jpg cannot become trip_1.jpg: there is something of that name.');
  expect(readFileSync(before, 'latin1')).toBe('something new');
  expect(readdirSync(folder)).toEqual(['a.jpg', 'trip_1.jpg']);
});

test.each([
  ['a swap', [2, 1]],
  ['a circle', [2, 3, 4, 1]],
  ['a chain', [2, 3, 4, 5]],
  ['circles and chains', [2, 1, 4, 5, 3, 7, 8]],
])('%s of names works, can be broken off anywhere and begun again, and be taken back', async (_, order) => {
  // Photo `index` is called by its number and was taken in the minute `order[index]`.
  const sorted = makeFolder();
  for (const [index, minute] of order.entries()) put(sorted, `t${index + 1}.jpg`, photo(minute));
  if (Math.max(...order) > order.length) put(sorted, 't1.txt', 'takes the first number');
  const bench = tryOut(rename, { folder: sorted, prefix: 't' });
  const before = snapshot(sorted);
  const items = (await bench.plan()).filter((item) => item.skip === undefined);
  const steps = items.flatMap(stepsOf);
  expect(steps.length).toBeGreaterThan(items.length);
  let after: ReturnType<typeof snapshot> | undefined;
  for (let broken = 0; broken <= steps.length; broken++) {
    // As if it had been killed: some steps are taken, and of the next the file has both names.
    for (const step of steps.slice(0, broken)) renameSync(step.from, step.to);
    const half = steps[broken];
    if (half) linkSync(half.from, half.to);
    const receipts = [];
    for (const item of items) receipts.push(await bench.each(item));
    for (const item of items) await bench.each(item);
    after ??= snapshot(sorted);
    expect(snapshot(sorted)).toEqual(after);
    expect(Object.keys(after)).toHaveLength(Object.keys(before).length);
    expect(after).not.toEqual(before);
    for (const [index, item] of items.entries()) {
      const { steps: done } = receipts[index] as unknown as NamesReceipt; // its own receipt
      const last = done.at(-1);
      if (broken % 2 === 0 && last) renameSync(last.to, last.from);
      await bench.undo(item, receipts[index] ?? null);
      await bench.undo(item, receipts[index] ?? null);
    }
    expect(snapshot(sorted)).toEqual(before);
  }
});

test('two photos that swapped names get them back, though each was written anew where the other lay on the disk', async () => {
  const folder = makeFolder();
  const write = (name: string, content: Buffer | string, modified: number) =>
    utimesSync(put(folder, name, content), modified, modified);
  write('trip_1.jpg', photo(2), 1_300_000_000);
  write('trip_2.jpg', photo(1), 1_300_000_001);
  const before = snapshot(folder);
  const bench = tryOut(rename, { folder, prefix: 'trip_' });
  const [item] = await bench.plan();
  const receipt = await bench.each(item);
  const names = ['trip_1.jpg', 'trip_2.jpg'].map((name) => join(folder, name));
  const [first = '', second = ''] = names;
  const swapped = names.map((name) => readFileSync(name));
  // What a file system does that gives an inode out again, as soon as what had it was replaced.
  renameSync(first, `${first}.away`);
  renameSync(second, first);
  renameSync(`${first}.away`, second);
  write('trip_1.jpg', swapped[0] ?? '', 1_300_000_001);
  write('trip_2.jpg', swapped[1] ?? '', 1_300_000_000);
  await bench.undo(item, receipt);
  expect(snapshot(folder)).toEqual(before);
  await bench.undo(item, receipt);
  expect(snapshot(folder)).toEqual(before);
});

test('names that differ in case alone change, and back', async () => {
  const folder = makeFolder();
  put(folder, 'TRIP_1.jpg', photo(1));
  const bench = tryOut(rename, { folder, prefix: 'trip_' });
  const [item] = await bench.plan();
  const receipt = await bench.each(item);
  await bench.each(item);
  expect(readdirSync(folder)).toEqual(['trip_1.jpg']);
  await bench.undo(item, receipt);
  await bench.undo(item, receipt);
  expect(readdirSync(folder)).toEqual(['TRIP_1.jpg']);
});

test('what belongs to a photo goes along, what does not stays', async () => {
  const folder = makeFolder();
  for (const name of ['IMG_1.jpg', 'IMG_2.jpg']) put(folder, name, photo(1));
  for (const name of ['IMG_1.CR2', 'IMG_1.jpg.xmp', 'IMG_2.aae', 'IMG_3.xmp', 'IMG_1.txt']) put(folder, name, name);
  expect(await names(folder, { prefix: 't' })).toEqual({
    'IMG_1.jpg': 't1.jpg',
    'IMG_1.CR2': 't1.CR2',
    'IMG_1.jpg.xmp': 't1.jpg.xmp',
    'IMG_1.txt': 'IMG_1.txt',
    'IMG_2.jpg': 't2.jpg',
    'IMG_2.aae': 't2.aae',
    'IMG_3.xmp': 'IMG_3.xmp',
  });
});

test('a raw photo goes along with its twin, with what belongs to it; one without a twin is a photo by itself', async () => {
  const folder = makeFolder();
  const raw = (minute: number) => Buffer.concat([photo(minute).subarray(12, -25), Buffer.from(`raw ${made++}`)]);
  put(folder, 'IMG_1.jpg', photo(1));
  put(folder, 'IMG_1.CR2', raw(1));
  put(folder, 'IMG_1.CR2.xmp', 'of the raw twin');
  put(folder, 'IMG_2.NEF', raw(2));
  put(folder, 'IMG_2.xmp', 'of the raw photo');
  put(folder, 'IMG_2.CR2', raw(3));
  expect(await names(folder, { prefix: 't' })).toEqual({
    'IMG_1.jpg': 't1.jpg',
    'IMG_1.CR2': 't1.CR2',
    'IMG_1.CR2.xmp': 't1.CR2.xmp',
    'IMG_2.NEF': 't2.NEF',
    'IMG_2.CR2': 't3.CR2',
    'IMG_2.xmp': 't3.xmp',
  });
});

test('a name is made of date, time, camera, name and number; what a photo does not say leaves it as it is', async () => {
  const folder = makeFolder();
  put(folder, 'IMG_1.jpg', photo(7));
  put(folder, 'IMG_2.jpg', photo(null));
  const bench = tryOut(rename, { folder, pattern: '{date} {time} {camera} {name} {number}' });
  const items = await bench.plan();
  expect(changes(items)).toEqual(['IMG_1.jpg → 2008-05-01 10-07-00 Sample camera IMG_1 1.jpg']);
  expect(items[1]?.skip).toBe('has no date taken, which its name is to have');
});

test('no photo is given the name of one that stays as it is', async () => {
  const folder = makeFolder();
  put(folder, 'IMG_1.jpg', photo(1));
  put(folder, '2008-05-01.jpg', photo(null));
  expect(await names(folder, { pattern: '{date}' })).toEqual({
    'IMG_1.jpg': '2008-05-01-2.jpg',
    '2008-05-01.jpg': '2008-05-01.jpg',
  });
});

test.each(['a/b{number}', '../{number}', '.hidden', '{nonsense}', 'a\0b', ''])('the pattern "%s" is refused', (pattern) => {
  expect(() => tryOut(rename, { folder: '/', pattern })).toThrow("Expected a file's name");
});

test('another file of the same name, and one that is gone, are told of', async () => {
  const folder = makeFolder();
  const path = put(folder, 'a.jpg', photo(1));
  const bench = tryOut(rename, { folder });
  const [item] = await bench.plan();
  renameSync(path, join(folder, 'kept.jpg'));
  await expect(bench.each(item)).rejects.toThrow('a.jpg is no longer there.');
  writeFileSync(path, 'another');
  await expect(bench.each(item)).rejects.toThrow('a.jpg is another file than it was.');
  rmSync(path);
  renameSync(join(folder, 'kept.jpg'), path);
  const receipt = await bench.each(item);
  unlinkSync(join(folder, 'photo_1.jpg'));
  await expect(bench.undo(item, receipt)).rejects.toThrow('photo_1.jpg is no longer there.');
});

import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ItemContext, Log } from '@milepost/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Exif, writeExifSegment } from '../samples/exif-block.ts';
import type { ShiftItem } from './plan-shift.ts';
import { type ShiftReceipt, shiftDates } from './shift-dates.ts';

type Input = { folder: string; by: string; recursive?: boolean; dates?: string[] };

const plain: Exif = { date: '2008:05:01 10:00:00', orientation: 1 };
let folder: string;
let lines: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'milepost-photos-'));
  lines = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A JPEG as far as a header goes: EXIF, then a scan that is empty. */
function jpeg(exif: Exif | null = plain, before = Buffer.alloc(0)): Buffer {
  const segment = exif ? writeExifSegment(exif) : Buffer.alloc(0);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), before, segment, Buffer.from([0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9])]);
}

function put(name: string, content: Buffer | string = jpeg()): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

function contextOf(input: Partial<Input>, signal = new AbortController().signal): ItemContext<never> {
  const write = (message: string) => void lines.push(message);
  const log: Log = Object.assign(write, { debug: write, info: write, warn: write, error: write });
  const skip = (reason: string): never => {
    throw new Error(reason);
  };
  const checked = shiftDates.input.parse({ folder, by: '3h30m', ...input });
  return { input: checked as never, signal, log, job: 'a job', attempt: 1, skip }; // never: a definition hides its own types from its callers
}

async function plan(input: Partial<Input> = {}, signal?: AbortSignal): Promise<ShiftItem[]> {
  const items: ShiftItem[] = [];
  for await (const item of shiftDates.plan(contextOf(input, signal))) items.push(item as ShiftItem); // its own plan
  return items;
}

async function only(input: Partial<Input> = {}): Promise<ShiftItem> {
  const [item, ...others] = await plan(input);
  if (!item || others.length > 0) throw new Error('Expected one item.');
  // As it comes back from the disk.
  return JSON.parse(JSON.stringify(item));
}

const each = async (item: ShiftItem) => (await shiftDates.each(item as never, contextOf({}))) as ShiftReceipt; // as above
const undo = async (item: ShiftItem, receipt: ShiftReceipt) => shiftDates.undo?.(item as never, receipt as never, contextOf({})); // as above

/** Where two contents differ. */
function differences(one: Buffer, other: Buffer): number[] {
  expect(other.length).toBe(one.length);
  return [...one.keys()].filter((at) => one[at] !== other[at]);
}

test('the plan says what would change and changes nothing', async () => {
  const path = put('IMG_1.jpg');
  const before = readFileSync(path);
  expect(await only()).toMatchObject({
    key: 'IMG_1.jpg',
    label: 'IMG_1.jpg',
    change: '2008-05-01 10:00:00 → 2008-05-01 13:30:00',
    details: { Taken: '2008-05-01 10:00:00', Size: '208 bytes', Dates: 'DateTimeOriginal, CreateDate, ModifyDate' },
    image: path,
  });
  expect(readFileSync(path)).toEqual(before);
});

test('photos come in the order of their numbers, by content and not by name, hidden ones and other files left out', async () => {
  for (const name of ['IMG_10.jpg', 'IMG_9.jpg', 'photo.dat', '.hidden.jpg', '.trash/a.jpg', 'sub/b.JPG']) put(name);
  put('notes.txt', 'hello');
  put('text.jpg', 'hello');
  put('empty.jpeg', '');
  put('picture.jpg', '\x89PNG\r\n');
  const items = await plan({ recursive: true });
  expect(items.map((item) => item.key)).toEqual([
    'empty.jpeg',
    'IMG_9.jpg',
    'IMG_10.jpg',
    'photo.dat',
    'picture.jpg',
    'text.jpg',
    'sub/b.JPG',
  ]);
  expect(items.flatMap((item) => item.skip ?? [])).toEqual([
    'is no photo that can be read here: it is empty',
    'is no photo that can be read here: its content is something else',
    'is no photo that can be read here: its content is something else',
  ]);
  expect((await plan()).map((item) => item.key)).not.toContain('sub/b.JPG');
});

test.each(['II', 'MM'] as const)('only the characters of the dates change, and undo puts every byte back (%s)', async (order) => {
  const path = put('a.jpg', jpeg({ ...plain, order, thumbnail: Buffer.from([0xff, 0xd8, 0xff, 0xd9]) }));
  utimesSync(path, 1_200_000_000, 1_209_636_000.5);
  const before = readFileSync(path);
  const item = await only();
  const receipt = await each(item);
  const after = readFileSync(path);
  expect(receipt.fields).toHaveLength(3);
  const inDates = (at: number) => receipt.fields.some(({ offset }) => at >= offset && at < offset + 19);
  expect(differences(before, after).length).toBeGreaterThan(0);
  expect(differences(before, after).every(inDates)).toBe(true);
  expect(after.toString('latin1').split('2008:05:01 13:30:00')).toHaveLength(4);
  expect(statSync(path).mtimeMs).toBeCloseTo(1_209_636_000_500, 0);
  await undo(item, receipt);
  await undo(item, receipt);
  expect(readFileSync(path)).toEqual(before);
  expect(statSync(path).mtimeMs).toBeCloseTo(1_209_636_000_500, 0);
});

test('one date alone is shifted when asked', async () => {
  const path = put('a.jpg');
  const receipt = await each(await only({ dates: ['CreateDate'] }));
  expect(receipt.fields).toHaveLength(1);
  expect(readFileSync(path).toString('latin1').split('2008:05:01 13:30:00')).toHaveLength(2);
});

test('a repeat does nothing more, and a photo with two names is shifted once', async () => {
  const path = put('a.jpg');
  linkSync(path, join(folder, 'b.jpg'));
  const [item, other] = await plan();
  if (!item) throw new Error('Expected two items.');
  expect(other).toMatchObject({ key: 'b.jpg', skip: 'is another name of a.jpg' });
  await each(item);
  await each(item);
  expect(readFileSync(path).toString('latin1').split('2008:05:01 13:30:00')).toHaveLength(4);
});

test('a date that was written by half, up to the border of a sector, is completed', async () => {
  // A comment moves the first date, 109 bytes into the file otherwise, so that a sector begins at its hour.
  const comment = Buffer.alloc(512 - 11 - 109);
  comment.writeUInt32BE(0xfffe0000 + comment.length - 2);
  const path = put('a.jpg', jpeg(plain, comment));
  utimesSync(path, 1_200_000_000, 1_200_000_000);
  const before = readFileSync(path);
  const item = await only();
  const { fields } = await each(item);
  const after = readFileSync(path);
  expect(fields[0]?.offset).toBe(512 - 11);
  writeFileSync(path, Buffer.concat([after.subarray(0, 512), before.subarray(512)]));
  await each(item);
  expect(readFileSync(path)).toEqual(after);
  writeFileSync(path, Buffer.concat([before.subarray(0, 512), after.subarray(512)]));
  await each(item);
  expect(readFileSync(path)).toEqual(after);
  expect(statSync(path).mtimeMs).toBeCloseTo(1_200_000_000_000, 0);
});

test('a photo that changed since the plan, or since it was shifted, is left alone', async () => {
  const path = put('a.jpg');
  const item = await only();
  const other = Buffer.from(readFileSync(path).toString('latin1').replaceAll('10:00:00', '13:00:00'), 'latin1');
  writeFileSync(path, other);
  await expect(each(item)).rejects.toThrow(
    'a.jpg has changed since: where "2008:05:01 10:00:00" was it has "2008:05:01 13:00:00".',
  );
  expect(readFileSync(path)).toEqual(other);
  writeFileSync(path, jpeg());
  const receipt = await each(item);
  writeFileSync(path, other);
  await expect(undo(item, receipt)).rejects.toThrow('has changed since');
  writeFileSync(path, Buffer.concat([other, other]));
  await expect(each(item)).rejects.toThrow(/had 208 bytes and has 416/);
});

test('a photo that is gone, protected or behind a link fails with a sentence', async () => {
  const path = put('sub/a.jpg');
  const before = readFileSync(path);
  const item = await only({ recursive: true });
  chmodSync(path, 0o444);
  await expect(each(item)).rejects.toThrow('a.jpg is write-protected.');
  chmodSync(path, 0o644);
  renameSync(join(folder, 'sub'), join(folder, 'other'));
  await expect(each(item)).rejects.toThrow('a.jpg is no longer there.');
  symlinkSync('other', join(folder, 'sub'));
  await expect(each(item)).rejects.toThrow('a.jpg is behind a link, and links are left alone.');
  expect(readFileSync(path)).toEqual(before);
});

test('links are never followed', async () => {
  put('a.txt', jpeg());
  symlinkSync('a.txt', join(folder, 'link.jpg'));
  symlinkSync('.', join(folder, 'circle'));
  const items = await plan({ recursive: true });
  expect(items.map(({ key, skip }) => [key, skip])).toEqual([
    ['a.txt', undefined],
    ['link.jpg', 'is a link, and links are left alone'],
  ]);
});

test('a photo without a date is skipped, a broken one and one with an odd date fail and say why', async () => {
  put('1.jpg', jpeg(null));
  put('2.jpg', jpeg().subarray(0, 100));
  put('3.jpg', jpeg({ ...plain, date: '2004/05/09 16:00:21' }));
  put('4.jpg', jpeg({ ...plain, date: '0000:00:00 00:00:00' }));
  put('5.jpg', jpeg({ ...plain, date: '9999:12:31 23:00:00' }));
  const [none, cut, odd, zeros, late] = await plan();
  expect([none?.skip, zeros?.skip]).toEqual(['has no date', 'has no date']);
  if (!cut || !odd || !late) throw new Error('Expected five items.');
  await expect(each(cut)).rejects.toThrow('2.jpg is damaged: it ends before its picture begins.');
  await expect(each(odd)).rejects.toThrow('3.jpg has no date that can be read: ModifyDate, which holds "2004/05/09 16:00:21"');
  await expect(each(late)).rejects.toThrow('5.jpg has the date 9999-12-31 23:00:00, which would leave the years 0001 to 9999.');
});

test('a folder that is not there is told of, and a cancel ends the plan', async () => {
  await expect(plan({ folder: join(folder, 'none') })).rejects.toThrow('none does not exist.');
  await expect(plan({ folder: put('a.jpg') })).rejects.toThrow('a.jpg is no folder.');
  await expect(plan({}, AbortSignal.abort(new Error('Cancelled.')))).rejects.toThrow('Cancelled.');
});

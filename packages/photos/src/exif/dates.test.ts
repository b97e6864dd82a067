import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Damaged } from '../jpeg/damaged.ts';
import { beginsAsJpeg, createWindow } from '../jpeg/segments.ts';
import { writeExifSegment } from '../samples/exif-block.ts';
import type { PhotoDates } from './dates.ts';
import { parseExifDate } from './exif-date.ts';
import { readOnce } from './reading.ts';

const folder = mkdtempSync(join(tmpdir(), 'milepost-dates-'));
afterAll(() => rmSync(folder, { recursive: true }));

const window = createWindow();
const start = Buffer.from([0xff, 0xd8]);
const scan = Buffer.from([0xff, 0xda, 0, 2, 7, 0xff, 0xd9]);
const exif = writeExifSegment({ date: '2008:05:01 10:00:00', orientation: 1 });

/** Where in `exif`, behind its marker, length and name, the block's own places count from. */
const block = 10;
const exifPointer = block + 8 + 2 + 4 * 12 + 8;

function datesOf(...parts: Buffer[]): PhotoDates {
  const path = join(folder, 'photo.jpg');
  const content = Buffer.concat(parts);
  writeFileSync(path, content);
  const file = openSync(path, 'r');
  try {
    expect(beginsAsJpeg(file, window)).toBe(true);
    return readOnce(file, content.length, window).dates();
  } finally {
    closeSync(file);
  }
}

function changed(change: (exif: Buffer) => void): Buffer {
  const copy = Buffer.from(exif);
  change(copy);
  return copy;
}

test('dates are found behind fill bytes, stray bytes, a second start, other segments and beyond the first read', () => {
  const comment = Buffer.alloc(60_000);
  comment.writeUInt32BE(0xfffe0000 + comment.length - 2);
  const before = Buffer.concat([start, start, Buffer.from([0xff, 0xff]), comment, Buffer.from('stray'), comment]);
  const { fields } = datesOf(before, exif, scan);
  expect(fields.map((field) => field.name)).toEqual(['ModifyDate', 'DateTimeOriginal', 'CreateDate']);
  const content = readFileSync(join(folder, 'photo.jpg'));
  for (const { offset, text } of fields) expect(content.toString('latin1', offset, offset + 19)).toBe(text);
});

test('the dates of several EXIF segments are all found', () => {
  expect(datesOf(start, exif, exif, scan).fields).toHaveLength(6);
});

test('directories in a circle are walked once', () => {
  expect(
    datesOf(
      start,
      changed((bytes) => bytes.writeUInt32LE(8, exifPointer)),
      scan,
    ).fields,
  ).toHaveLength(1);
});

test.each([
  ['a first directory outside', (bytes: Buffer) => bytes.writeUInt32LE(0xfffffff0, block + 4)],
  ['a first directory in the beginning', (bytes: Buffer) => bytes.writeUInt32LE(2, block + 4)],
  ['an EXIF directory outside', (bytes: Buffer) => bytes.writeUInt32LE(0x7fffffff, exifPointer)],
  ['a directory of 65,535 entries', (bytes: Buffer) => bytes.writeUInt16LE(0xffff, block + 8)],
])('%s is damage that is told of', (_, change) => {
  expect(() => datesOf(start, changed(change), scan)).toThrow(Damaged);
});

test('a date whose place or length is hostile is told of, the others are found', () => {
  const modified = block + 8 + 2 + 3 * 12;
  const outside = datesOf(
    start,
    changed((bytes) => bytes.writeUInt32LE(0xffffffff, modified + 8)),
    scan,
  );
  expect(outside.odd).toEqual([{ name: 'ModifyDate', found: 'a place outside of its EXIF block' }]);
  expect(outside.fields).toHaveLength(2);
  const long = datesOf(
    start,
    changed((bytes) => bytes.writeUInt32LE(0xffffffff, modified + 4)),
    scan,
  );
  expect(long.odd).toHaveLength(1);
  const short = datesOf(
    start,
    changed((bytes) => bytes.writeUInt32LE(16, modified + 4)),
    scan,
  );
  expect(short.odd).toEqual([{ name: 'ModifyDate', found: '"2008:05:01 10:00"' }]);
});

test('of thousands of spoilt files each is read or said to be damaged, and what is found is a date', { timeout: 30_000 }, () => {
  const whole = Buffer.concat([start, exif, scan]);
  let state = 1;
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  let [read, damaged] = [0, 0];
  for (let round = 0; round < 4_000; round++) {
    const spoilt = Buffer.from(whole.subarray(0, round % 5 === 0 ? 3 + random(whole.length - 3) : whole.length));
    for (let times = random(6); times >= 0; times--)
      spoilt[3 + random(spoilt.length - 3)] = [0, 0xff, random(256)][random(3)] ?? 0;
    if (spoilt[2] !== 0xff) spoilt[2] = 0xff;
    try {
      for (const { offset, text } of datesOf(spoilt).fields) {
        expect(spoilt.toString('latin1', offset, offset + 19)).toBe(text);
        expect(parseExifDate(text)).not.toBeNull();
      }
      read += 1;
    } catch (error) {
      if (!(error instanceof Damaged)) throw error;
      damaged += 1;
    }
  }
  expect(read).toBeGreaterThan(500);
  expect(damaged).toBeGreaterThan(500);
});

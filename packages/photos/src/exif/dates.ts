import { readExifSegments } from '../formats/exif-segments.ts';
import { Damaged } from '../jpeg/damaged.ts';
import type { Segment, Window } from '../jpeg/segments.ts';
import { type Block, type Entry, openBlock, readDirectory, text } from './directory.ts';
import { dateLength, parseExifDate } from './exif-date.ts';

/** The dates that EXIF knows, under the names that photo tools give them. */
export const dateNames = ['DateTimeOriginal', 'CreateDate', 'ModifyDate'] as const;
export type DateName = (typeof dateNames)[number];

/** A date in a file: 19 characters at a place. */
export interface DateField {
  readonly name: DateName;
  readonly offset: number;
  readonly text: string;
}

/** A date's tag that holds something else. */
export interface OddDate {
  readonly name: DateName;
  /** What is there, for a person: `"2004/05/09 16:00:21"`. */
  readonly found: string;
}

/** What a photo says of its dates. */
export interface PhotoDates {
  readonly fields: readonly DateField[];
  readonly odd: readonly OddDate[];
  /** True where XMP has dates of its own. */
  readonly xmp: boolean;
}

const exifDirectory = 0x8769;
const tags: ReadonlyMap<number, DateName> = new Map([
  [0x9003, 'DateTimeOriginal'],
  [0x9004, 'CreateDate'],
  [0x0132, 'ModifyDate'],
]);

const wanted: ReadonlySet<number> = new Set([...tags.keys(), exifDirectory]);

/** What may follow a date's 19 characters without changing what they mean: nothing, a part of a second, a zone. */
const harmlessEnd = /^(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/;

/** Finds the dates of an open photo; see `readExifSegments`. @throws Damaged where its header or its EXIF block is broken. */
export function findDates(file: number, size: number, window: Window): PhotoDates {
  const fields: DateField[] = [];
  const odd: OddDate[] = [];
  let xmp = false;
  for (const segment of readExifSegments(file, size, window)) {
    const kind = segment.content.toString('latin1', 0, 29);
    if (kind.startsWith('Exif\0')) findInExif(segment, fields, odd);
    else if (kind.startsWith('http://ns.adobe.com/xap/1.0/\0'))
      xmp ||= /Date(TimeOriginal|Created)?\b/.test(segment.content.toString('latin1'));
  }
  return { fields: distinct(fields), odd, xmp };
}

/** Looks in the main directory and in the one for EXIF, where the dates belong; some programs mix the two up. */
function findInExif(segment: Segment, fields: DateField[], odd: OddDate[]): void {
  const block = openBlock(segment.content.subarray(6));
  // What begins otherwise goes on with the block of the segment before, and holds no directory of its own.
  if (!block) return;
  const main = readDirectory(block, block.first, wanted);
  const places = new Set(main.filter((entry) => entry.tag === exifDirectory).map((entry) => entry.pointer));
  places.delete(block.first);
  for (const entry of [...main, ...[...places].flatMap((place) => readDirectory(block, place, wanted))]) {
    const name = tags.get(entry.tag);
    if (!name) continue;
    const value = readText(block, entry);
    if (value.date !== null) fields.push({ name, offset: segment.offset + 6 + entry.offset, text: value.date });
    else if (value.found !== null) odd.push({ name, found: value.found });
  }
}

/** The date that an entry holds, or else what it holds instead; both null where it was left blank. */
function readText(block: Block, entry: Entry): { date: string | null; found: string | null } {
  if (entry.type !== text) return { date: null, found: 'something that is no text' };
  if (entry.offset + entry.count > block.bytes.length) return { date: null, found: 'a place outside of its EXIF block' };
  const [written = ''] = block.bytes.toString('latin1', entry.offset, entry.offset + Math.min(entry.count, 64)).split('\0');
  const date = written.slice(0, dateLength);
  if (parseExifDate(date) !== null && harmlessEnd.test(written.slice(dateLength).trimEnd())) return { date, found: null };
  // Cameras without a clock write zeros or blanks.
  return { date: null, found: /^[\s0:]*$/.test(written) ? null : `"${printable(written.trim())}"` };
}

function printable(written: string): string {
  return written.replace(/[^\x20-\x7e]/g, '?');
}

/** Two tags may share one text, which is then one field. */
function distinct(fields: readonly DateField[]): DateField[] {
  const sorted = [...fields].sort((one, other) => one.offset - other.offset);
  return sorted.filter((field, index) => {
    const before = sorted[index - 1];
    if (!before || before.offset + dateLength <= field.offset) return true;
    if (before.offset !== field.offset) throw new Damaged('two of its dates overlap');
    return false;
  });
}

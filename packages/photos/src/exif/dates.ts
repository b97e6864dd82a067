import { Damaged } from '../jpeg/damaged.ts';
import type { Segment } from '../jpeg/segments.ts';
import { type Block, type Entry, text } from './directory.ts';
import type { ExifBlock } from './exif-block.ts';
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

const tags: ReadonlyMap<number, DateName> = new Map([
  [0x9003, 'DateTimeOriginal'],
  [0x9004, 'CreateDate'],
  [0x0132, 'ModifyDate'],
]);
export const soughtDates: readonly number[] = [...tags.keys()];

const xmpName = 'http://ns.adobe.com/xap/1.0/\0';

/** What may follow a date's 19 characters without changing what they mean: nothing, a part of a second, a zone. */
const harmlessEnd = /^(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/;

/** Finds the dates of a photo, segment by segment. */
export class DateFinder {
  readonly #fields: DateField[] = [];
  readonly #odd: OddDate[] = [];
  #xmp = false;

  /** Looks in the main directory and in the one for EXIF, where the dates belong; some programs mix the two up. */
  lookInExif({ block, start, main, exif }: ExifBlock): void {
    for (const entries of [main, exif]) for (const entry of entries) this.#look(block, start, entry);
  }

  /** Of a segment that holds no EXIF. */
  lookForXmp({ content }: Segment): void {
    if (content.toString('latin1', 0, xmpName.length) !== xmpName) return;
    this.#xmp ||= /Date(TimeOriginal|Created)?\b/.test(content.toString('latin1'));
  }

  /** @throws Damaged where two of them overlap. */
  dates(): PhotoDates {
    return { fields: distinct(this.#fields), odd: this.#odd, xmp: this.#xmp };
  }

  #look(block: Block, start: number, entry: Entry): void {
    const name = tags.get(entry.tag);
    if (!name) return;
    const value = readText(block, entry);
    if (value.date !== null) this.#fields.push({ name, offset: start + entry.offset, text: value.date });
    else if (value.found !== null) this.#odd.push({ name, found: value.found });
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

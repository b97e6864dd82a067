import { Damaged } from '../jpeg/damaged.ts';
import type { Segment } from '../jpeg/segments.ts';
import { type Block, type Entry, nextDirectory, readDirectory, text } from './directory.ts';
import { type ExifBlock, readExif } from './exif-block.ts';

/** A value that EXIF holds: which, and where. */
export interface Tag {
  readonly directory: 'main' | 'exif' | 'thumbnail';
  readonly tag: number;
  /** 2 text, 3 a number of two bytes, 4 one of four. */
  readonly type: number;
  readonly count: number;
  /** Where in the file its value is. */
  readonly offset: number;
  /** A single number, or a text without what pads it; null for anything else and what is outside of the block. */
  readonly value: number | string | null;
}

/** An EXIF block of a photo: those of its tags that are looked for. */
export interface ExifTags {
  readonly order: 'II' | 'MM';
  /** Where in the file the block begins: its own places count from here. */
  readonly start: number;
  readonly length: number;
  readonly tags: readonly Tag[];
}

/** The names of the tags that are looked for. */
export const tagNumbers = {
  imageWidth: 0x0100,
  imageHeight: 0x0101,
  maker: 0x010f,
  model: 0x0110,
  orientation: 0x0112,
  thumbnailOffset: 0x0201,
  thumbnailLength: 0x0202,
  offsetTimeOriginal: 0x9011,
  offsetTimeDigitized: 0x9012,
  subSecondsOriginal: 0x9291,
  pixelWidth: 0xa002,
  pixelHeight: 0xa003,
} as const;
export const soughtTags: ReadonlySet<number> = new Set(Object.values(tagNumbers));

/** The tags of an APP1 segment; null where it holds something else than EXIF. @throws Damaged as `readExif` */
export function readTags(segment: Segment): ExifTags | null {
  const exif = readExif(segment, soughtTags);
  return exif && toTags(exif);
}

export function toTags({ block, start, main, exif }: ExifBlock): ExifTags {
  const tags: Tag[] = [];
  const keep = (directory: Tag['directory'], entries: readonly Entry[]): void => {
    for (const entry of entries) if (soughtTags.has(entry.tag)) tags.push(toTag(block, start, directory, entry));
  };
  keep('main', main);
  keep('exif', exif);
  const next = nextDirectory(block, block.first);
  if (next !== null) keep('thumbnail', readIfWhole(block, next));
  return { order: block.bytes[0] === 0x49 ? 'II' : 'MM', start, length: block.bytes.length, tags };
}

/** The first value that a photo has for a tag in one of its two main directories. */
export function readValue(blocks: readonly ExifTags[], tag: number): number | string | null {
  for (const { tags } of blocks) {
    const found = tags.find((one) => one.tag === tag && one.directory !== 'thumbnail');
    if (found) return found.value;
  }
  return null;
}

/** What follows the main directory is often rubbish, and a photo is no worse for it. */
function readIfWhole(block: Block, place: number): Entry[] {
  try {
    return readDirectory(block, place, soughtTags);
  } catch (error) {
    if (error instanceof Damaged) return [];
    throw error;
  }
}

function toTag(block: Block, start: number, directory: Tag['directory'], entry: Entry): Tag {
  const { tag, type, count } = entry;
  // A single number of at most four bytes is in the entry itself.
  const value = type === text ? readText(block, entry) : count === 1 ? readNumber(block, type, entry.offset) : null;
  return { directory, tag, type, count, offset: start + entry.offset, value };
}

function readText(block: Block, { offset, count }: Entry): string | null {
  if (offset + count > block.bytes.length) return null;
  return (
    block.bytes
      .toString('latin1', offset, offset + Math.min(count, 256))
      .split('\0', 1)[0]
      ?.trim() ?? null
  );
}

function readNumber(block: Block, type: number, place: number): number | null {
  if (type === 3) return block.short(place);
  return type === 4 ? block.long(place) : null;
}

import type { Segment } from '../jpeg/segments.ts';
import { type Block, type Entry, openBlock, readDirectory } from './directory.ts';

/** An EXIF block of a photo, and what is looked for of its two directories that must be whole. */
export interface ExifBlock {
  readonly block: Block;
  /** Where in the file it begins: its own places count from here. */
  readonly start: number;
  readonly main: readonly Entry[];
  readonly exif: readonly Entry[];
}

const name = 'Exif\0';
const exifDirectory = 0x8769;

/** Null for a segment that holds something else. @throws Damaged where its header or one of the two directories is broken. */
export function readExif({ content, offset }: Segment, wanted: ReadonlySet<number>): ExifBlock | null {
  if (content.toString('latin1', 0, name.length) !== name) return null;
  // What begins otherwise goes on with the block of the segment before, and holds no directory of its own.
  const block = openBlock(content.subarray(6));
  if (!block) return null;
  const main: Entry[] = [];
  const places = new Set<number>();
  for (const entry of readDirectory(block, block.first, wanted, exifDirectory)) {
    if (entry.tag !== exifDirectory) main.push(entry);
    else if (entry.pointer !== block.first) places.add(entry.pointer);
  }
  const exif: Entry[] = [];
  for (const place of places) exif.push(...readDirectory(block, place, wanted));
  return { block, start: offset + 6, main, exif };
}

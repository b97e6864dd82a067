import { Damaged } from '../jpeg/damaged.ts';

/** An entry of a directory of a TIFF block, as EXIF is one. */
export interface Entry {
  readonly tag: number;
  /** 2 for text. */
  readonly type: number;
  readonly count: number;
  /** Where in the block its value is, when it has as many bytes as `count`; the entry itself holds up to four. */
  readonly offset: number;
  /** The value as a number, where it is a LONG and the place of another directory. */
  readonly pointer: number;
}

/** A TIFF block: its bytes, and how to read numbers of two and four bytes. Reading outside of it throws Damaged. */
export interface Block {
  readonly bytes: Buffer;
  readonly first: number;
  short(at: number): number;
  long(at: number): number;
}

export const text = 2;

const magic = 42;
const entrySize = 12;

/** Null where the bytes do not begin as a TIFF block. */
export function openBlock(bytes: Buffer): Block | null {
  const order = bytes.toString('latin1', 0, 2);
  if (bytes.length < 8 || (order !== 'II' && order !== 'MM')) return null;
  const little = order === 'II';
  const inside = (at: number, length: number): number => {
    if (at + length > bytes.length) throw new Damaged('its EXIF block points outside of itself');
    return at;
  };
  const short = (at: number): number => (little ? bytes.readUInt16LE(inside(at, 2)) : bytes.readUInt16BE(inside(at, 2)));
  const long = (at: number): number => (little ? bytes.readUInt32LE(inside(at, 4)) : bytes.readUInt32BE(inside(at, 4)));
  return short(2) === magic ? { bytes, first: long(4), short, long } : null;
}

/**
 * The entries of the directory at this place whose tags are wanted, or `also`. It follows no pointer, so there is no circle that it could walk in, and it makes no
 * more entries than the block has room for, whatever the directory says of their number.
 * @throws Damaged where the directory is not wholly inside the block.
 */
export function readDirectory(block: Block, at: number, wanted: ReadonlySet<number>, also = -1): Entry[] {
  const length = block.short(at);
  if (at < 8) throw new Damaged('its EXIF block points into its own beginning');
  if (at + 2 + length * entrySize > block.bytes.length) throw new Damaged('its EXIF block ends within a list of tags');
  const entries: Entry[] = [];
  for (let entry = at + 2; entry < at + 2 + length * entrySize; entry += entrySize) {
    const tag = block.short(entry);
    if (tag !== also && !wanted.has(tag)) continue;
    const count = block.long(entry + 4);
    const pointer = block.long(entry + 8);
    const offset = count <= 4 ? entry + 8 : pointer;
    entries.push({ tag, type: block.short(entry + 2), count, offset, pointer });
  }
  return entries;
}

/** Where the directory behind the one at this place is, as the main one is followed by the thumbnail's; null where there is none. */
export function nextDirectory(block: Block, at: number): number | null {
  const pointer = at + 2 + block.short(at) * entrySize;
  const next = pointer + 4 <= block.bytes.length ? block.long(pointer) : 0;
  return next >= 8 && next !== at && next + 2 <= block.bytes.length ? next : null;
}

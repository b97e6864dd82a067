import { Damaged } from '../jpeg/damaged.ts';
import { readBytes } from './read-bytes.ts';

/** A box of an ISO media file: what it is, and its content. */
interface Box {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

const mostBoxes = 10_000;
/** Of the box that lists what is in the file: far more than a camera writes. */
const mostMeta = 16 * 1024 * 1024;

/** Where the EXIF block of a HEIC or an AVIF is; null where it has none. @throws Damaged */
export function findInHeif(file: number, size: number): { readonly offset: number; readonly length: number } | null {
  let meta: Buffer | null = null;
  for (let at = 0, count = 0; at + 8 <= size && meta === null && count < mostBoxes; count++) {
    const box = boxAt(readBytes(file, at, Math.min(16, size - at)), 0, size - at);
    if (box.name === 'meta') {
      if (box.to - box.from > mostMeta) throw new Damaged('the list of what is in it has no end');
      meta = readBytes(file, at + box.from, box.to - box.from);
    }
    at += box.to;
  }
  if (meta === null) return null;
  const boxes = [...boxesIn(meta, 4, meta.length)];
  const entries = boxes.find(({ name }) => name === 'iinf');
  const places = boxes.find(({ name }) => name === 'iloc');
  const item = entries && findItem(meta, entries);
  const place = places && item !== undefined && item !== null ? placeOf(meta, places, item) : null;
  if (place === null) return null;
  if (place.length < 12 || place.offset + place.length > size) throw new Damaged('its EXIF block is outside of it');
  const before = 4 + readBytes(file, place.offset, 4).readUInt32BE(0);
  if (before >= place.length) throw new Damaged('its EXIF block is outside of it');
  return { offset: place.offset + before, length: place.length - before };
}

/** The box at a place, of which at most `most` bytes can be; its bounds count from the same beginning. */
function boxAt(bytes: Buffer, at: number, most: number): Box {
  const name = bytes.toString('latin1', at + 4, at + 8);
  const short = bytes.readUInt32BE(at);
  const long = short === 1 && bytes.length >= at + 16 ? Number(bytes.readBigUInt64BE(at + 8)) : short;
  const head = short === 1 ? 16 : 8;
  const length = short === 0 ? most : long;
  if (length < head || length > most) throw new Damaged('a part of it ends behind its end');
  return { name, from: at + head, to: at + length };
}

function* boxesIn(bytes: Buffer, from: number, to: number): Generator<Box> {
  for (let at = from, count = 0; at + 8 <= to && count < mostBoxes; count++) {
    const box = boxAt(bytes, at, to - at);
    yield box;
    at = box.to;
  }
}

/** The number of the item that is EXIF. */
function findItem(meta: Buffer, { from, to }: Box): number | null {
  const first = from + 4 + (meta[from] === 0 ? 2 : 4);
  for (const entry of boxesIn(meta, first, to)) {
    const version = meta[entry.from] ?? 0;
    const wide = version >= 3;
    const name = entry.from + 4 + (wide ? 4 : 2) + 2;
    if (version < 2 || name + 4 > entry.to || meta.toString('latin1', name, name + 4) !== 'Exif') continue;
    return wide ? meta.readUInt32BE(entry.from + 4) : meta.readUInt16BE(entry.from + 4);
  }
  return null;
}

/** Where an item is, if it is in one piece and in the file itself. */
function placeOf(meta: Buffer, { from, to }: Box, wanted: number): { offset: number; length: number } | null {
  const version = meta[from] ?? 0;
  let at = from + 4;
  const take = (bytes: number): number => {
    if (at + bytes > to || (bytes > 4 && bytes !== 8)) throw new Damaged('the list of what is in it cannot be read');
    at += bytes;
    if (bytes === 0) return 0;
    return bytes === 8 ? Number(meta.readBigUInt64BE(at - 8)) : meta.readUIntBE(at - bytes, bytes);
  };
  const sizes = take(2);
  const sizeOf = (shift: number) => (sizes >> shift) & 0xf;
  const count = take(version < 2 ? 2 : 4);
  for (let index = 0; index < count; index++) {
    const item = take(version < 2 ? 2 : 4);
    const method = version > 0 ? take(2) & 0xf : 0;
    take(2);
    const base = take(sizeOf(4));
    const pieces = take(2);
    const extents = Array.from({ length: pieces }, () => {
      if (version > 0) take(sizeOf(0));
      return { offset: base + take(sizeOf(12)), length: take(sizeOf(8)) };
    });
    if (item === wanted) return method === 0 && extents.length === 1 ? (extents[0] ?? null) : null;
  }
  return null;
}

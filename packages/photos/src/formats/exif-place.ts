import { Damaged } from '../jpeg/damaged.ts';
import type { Format } from './format.ts';
import { findInHeif } from './heif.ts';
import { readBytes } from './read-bytes.ts';

/** Where in a file an EXIF block is, without any name before it. */
export interface ExifPlace {
  readonly offset: number;
  readonly length: number;
  /** Where a checksum of it is, and from where it counts: whoever changes the block changes that too. Null where there is none. */
  readonly checked: { readonly from: number; readonly at: number } | null;
}

/** Far more chunks than any program writes. */
const mostChunks = 10_000;
const pngStart = 8;
const webpStart = 12;

/** Where the EXIF block of a file is that is no JPEG; null where it has none. @throws Damaged */
export function findExifPlace(file: number, size: number, format: Exclude<Format, 'JPEG'>): ExifPlace | null {
  if (format === 'TIFF') return { offset: 0, length: size, checked: null };
  if (format === 'HEIF') {
    const place = findInHeif(file, size);
    return place && { ...place, checked: null };
  }
  return format === 'PNG' ? findInPng(file, size) : findInWebp(file, size);
}

/** A chunk: its length, its name, its content, and a checksum of name and content. */
function findInPng(file: number, size: number): ExifPlace | null {
  for (let at = pngStart, count = 0; at + 12 <= size && count < mostChunks; count++) {
    const head = readBytes(file, at, 8);
    const length = head.readUInt32BE(0);
    const name = head.toString('latin1', 4);
    if (at + 12 + length > size) throw new Damaged('a part of it ends behind its end');
    if (name === 'IEND') return null;
    if (name === 'eXIf') return { offset: at + 8, length, checked: { from: at + 4, at: at + 8 + length } };
    at += 12 + length;
  }
  return null;
}

/** A chunk: its name, its length, its content, and a byte more where that is odd. */
function findInWebp(file: number, size: number): ExifPlace | null {
  for (let at = webpStart, count = 0; at + 8 <= size && count < mostChunks; count++) {
    const head = readBytes(file, at, 8);
    const length = head.readUInt32LE(4);
    if (head.toString('latin1', 0, 4) === 'EXIF') {
      if (at + 8 + length > size) throw new Damaged('a part of it ends behind its end');
      // Some programs put in what would begin a segment of a JPEG.
      const named = length > 6 && readBytes(file, at + 8, 6).toString('latin1') === 'Exif\0\0' ? 6 : 0;
      return { offset: at + 8 + named, length: length - named, checked: null };
    }
    at += 8 + length + (length % 2);
  }
  return null;
}

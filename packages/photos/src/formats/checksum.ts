import { crc32 } from 'node:zlib';
import type { Change } from '../files/patch.ts';
import { Damaged } from '../jpeg/damaged.ts';
import type { Window } from '../jpeg/segments.ts';
import { findExifPlace } from './exif-place.ts';
import { formatAgain } from './format.ts';
import { readBytes } from './read-bytes.ts';

/**
 * The changes to an open photo, and that of the checksum which its format keeps of what they change: a PNG does, the others do not.
 * @throws Damaged where the checksum is wrong already
 */
export function withChecksum(file: number, size: number, window: Window, changes: readonly Change[]): Change[] {
  const plain = changes.map(({ offset, from, to }) => ({ offset, from, to }));
  const format = formatAgain(file, window);
  const checked = format === null || format === 'JPEG' ? null : findExifPlace(file, size, format)?.checked;
  if (!checked || plain.length === 0) return plain;
  const before = readBytes(file, checked.from, checked.at - checked.from);
  const from = readBytes(file, checked.at, 4);
  if (crc32(before) !== from.readUInt32BE(0)) throw new Damaged('what it says of itself has a wrong checksum');
  const after = Buffer.from(before);
  for (const { offset, to } of plain) after.write(to, offset - checked.from, 'latin1');
  const to = Buffer.alloc(4);
  to.writeUInt32BE(crc32(after));
  return [...plain, { offset: checked.at, from: from.toString('latin1'), to: to.toString('latin1') }];
}

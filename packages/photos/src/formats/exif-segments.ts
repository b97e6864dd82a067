import { Damaged } from '../jpeg/damaged.ts';
import { readSegments, type Segment, type Window } from '../jpeg/segments.ts';
import { findExifPlace } from './exif-place.ts';
import { formatAgain } from './format.ts';
import { readBytes } from './read-bytes.ts';

const app1 = 0xe1;
const name = Buffer.from('Exif\0\0', 'latin1');

/** Most have all of their directories here; for a few all of the file has to be read. */
const firstBytes = 512 * 1024;
/** A block is held in memory. */
const mostBytes = 256 * 1024 * 1024;

/**
 * The segments of an open photo that `formatOf` knows with this window, as far as they may hold EXIF or XMP; see `readSegments`. Of another format its EXIF block
 * is told as if it were one. @throws Damaged
 */
export function* readExifSegments(file: number, size: number, window: Window): Generator<Segment> {
  const format = formatAgain(file, window);
  if (format === 'JPEG') return yield* readSegments(file, size, window, (marker) => marker === app1);
  const place = format && findExifPlace(file, size, format);
  if (!place) return;
  if (place.length > mostBytes) throw new Damaged('what it says of itself is too large');
  const block = readBytes(file, place.offset, enough(file, place));
  yield { marker: app1, offset: place.offset - name.length, content: Buffer.concat([name, block]) };
}

/** How much of a block has to be read: where its first directory lies far behind its beginning, all of it. */
function enough(file: number, { offset, length }: { offset: number; length: number }): number {
  if (length <= firstBytes || length < 8) return length;
  const head = readBytes(file, offset, 8);
  const first = head[0] === 0x49 ? head.readUInt32LE(4) : head.readUInt32BE(4);
  return first < firstBytes / 2 ? firstBytes : length;
}

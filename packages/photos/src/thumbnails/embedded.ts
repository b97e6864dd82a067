import { readOnce } from '../exif/reading.ts';
import { readValue, type Tag, tagNumbers } from '../exif/tags.ts';
import { Damaged } from '../jpeg/damaged.ts';
import { readFrame } from '../jpeg/frame.ts';
import type { Window } from '../jpeg/segments.ts';
import { readExactly } from './opened.ts';

/** The small JPEG that a camera put into a photo, and what has to fit for it to be of that photo. */
export interface Embedded {
  readonly jpeg: Buffer;
  /** The orientation of the photo, which is its own too. */
  readonly orientation: number;
  /** The photo's width by its height, as it is stored. */
  readonly aspect: number;
}

const startOfImage = Buffer.from([0xff, 0xd8, 0xff]);
const endOfImage = Buffer.from([0xff, 0xd9]);

/** What an open JPEG has for a thumbnail; null where it has none that is whole, or where it may be turned in another way. */
export function findEmbedded(file: number, size: number, window: Window): Embedded | null {
  try {
    const blocks = readOnce(file, size, window).tags();
    const orientation = readValue(blocks, tagNumbers.orientation) ?? 1;
    if (typeof orientation !== 'number') return null;
    for (const { start, length, tags } of blocks) {
      const own = tags.filter(({ directory }) => directory === 'thumbnail');
      const at = numberOf(own, tagNumbers.thumbnailOffset);
      const bytes = numberOf(own, tagNumbers.thumbnailLength);
      if (at === null || bytes === null || at + bytes > length) continue;
      // A program that turned the one and forgot the other leaves two that differ; nobody knows which is true.
      if ((numberOf(own, tagNumbers.orientation) ?? orientation) !== orientation) return null;
      const jpeg = cutOut(readExactly(file, start + at, bytes));
      const { width, height } = readFrame(file, size, window);
      return jpeg && { jpeg, orientation, aspect: width / height };
    }
    return null;
  } catch (error) {
    // A photo with a header that is broken may still have a picture.
    if (error instanceof Damaged) return null;
    throw error;
  }
}

/** Whether a picture of this size may be a small one of the photo; black bars and those of another turn are found so. */
export function isOf({ aspect }: Embedded, { width, height }: { readonly width: number; readonly height: number }): boolean {
  return Math.abs(width / height / aspect - 1) <= 0.05;
}

function numberOf(tags: readonly Tag[], wanted: number): number | null {
  const value = tags.find(({ tag }) => tag === wanted)?.value;
  return typeof value === 'number' ? value : null;
}

/** From start to end of the image: cameras pad what is behind. */
function cutOut(bytes: Buffer): Buffer | null {
  const end = bytes.lastIndexOf(endOfImage);
  return bytes.subarray(0, 3).equals(startOfImage) && end > 0 ? bytes.subarray(0, end + 2) : null;
}

import { basename } from 'node:path';
import type { FoundFile } from '@milepost/core';
import sharp, { type Metadata, type SharpOptions } from 'sharp';
import { PhotoFailure } from '../files/failure.ts';
import { describeStart } from '../files/picture.ts';
import { turnOf } from '../fix-orientation/orientation.ts';
import { beginsAsJpeg, createWindow } from '../jpeg/segments.ts';
import { type Embedded, findEmbedded, isOf } from './embedded.ts';
import { readExactly, withFound } from './opened.ts';

/** By what sharp turns; it mirrors first. */
const steps = {
  mirror: { mirror: true, angle: 0 },
  upsideDown: { mirror: false, angle: 180 },
  flip: { mirror: true, angle: 180 },
  transpose: { mirror: true, angle: 270 },
  clockwise: { mirror: false, angle: 90 },
  transverse: { mirror: true, angle: 90 },
  counterclockwise: { mirror: false, angle: 270 },
} as const;

export interface Thumbnail {
  readonly type: 'image/jpeg' | 'image/webp';
  readonly bytes: Uint8Array;
}

/** Only these are read, by their first bytes: no SVG, no PDF, nothing that draws or fetches. */
const readable = /^(\xff\xd8\xff|\x89PNG\r\n|GIF8|II\*\0|MM\0\*|RIFF.{4}WEBP|.{4}ftyp)/s;

const mostBytes = 256 * 1024 ** 2;
/**
 * A picture that is read from top to bottom takes little room, however large; one that has to be held as a whole takes all of it,
 * and what decodes AVIF takes it several times. So no picture takes more than half a gigabyte.
 */
const mostPixels = { streamed: 250_000_000, held: 50_000_000, heif: 25_000_000 };
const streamed = new Set(['jpeg', 'png', 'tiff']);

function pixelsFor({ format, isProgressive }: Metadata): number {
  if (format === 'heif') return mostPixels.heif;
  return streamed.has(format) && !isProgressive ? mostPixels.streamed : mostPixels.held;
}

const window = createWindow();

/**
 * A small picture of a file, upright, at most so many pixels wide and high. The one that the camera put in is taken where it is
 * large enough and of this photo. What is sent is always made here: nothing of the file itself goes out.
 * @throws PhotoFailure
 */
export async function makeThumbnail(found: FoundFile, width: number): Promise<Thumbnail> {
  const name = basename(found.path);
  const embedded = withFound(found, (file, size) => {
    const isJpeg = beginsAsJpeg(file, window);
    const start = window.bytes.toString('latin1', 0, Math.min(window.filled, 16));
    if (!readable.test(start)) throw new PhotoFailure('NO_PICTURE', name, `is no picture: ${describeStart(window)}`);
    if (size > mostBytes) throw new PhotoFailure('NO_PICTURE', name, 'is too large to be shown');
    return isJpeg ? findEmbedded(file, size, window) : null;
  });
  const small = embedded && (await useEmbedded(embedded, width));
  if (small) return small;

  const bytes = withFound(found, (file, size) => readExactly(file, 0, size));
  try {
    const metadata = await sharp(bytes, { limitInputPixels: mostPixels.streamed }).metadata();
    return await shrink(bytes, metadata, width, { limitInputPixels: pixelsFor(metadata), failOn: 'error' });
  } catch (cause) {
    const tooMany = cause instanceof Error && cause.message.includes('pixel limit');
    throw new PhotoFailure(
      'NO_PICTURE',
      name,
      tooMany ? 'has too many pixels to be shown' : 'cannot be shown as a picture',
      cause,
    );
  }
}

/** Null where it is too small, not of this photo, or broken. */
async function useEmbedded(embedded: Embedded, width: number): Promise<Thumbnail | null> {
  try {
    const metadata = await sharp(embedded.jpeg, { limitInputPixels: 4_000_000 }).metadata();
    if (Math.max(metadata.width, metadata.height) < width || !isOf(embedded, metadata)) return null;
    const own = { ...metadata, orientation: embedded.orientation };
    // The least that is wrong with it is too much: what it would show is in the photo too.
    return await shrink(embedded.jpeg, own, width, { limitInputPixels: 4_000_000, failOn: 'warning' });
  } catch {
    // Cameras and programs leave all kinds of things there; the photo itself has a picture too.
    return null;
  }
}

/** Made small first and turned then: so a large picture need not be held as a whole. The box is square, so either way is the same. */
async function shrink(bytes: Buffer, metadata: Metadata, width: number, options: SharpOptions): Promise<Thumbnail> {
  const turn = turnOf(metadata.orientation ?? 1);
  const { mirror, angle } = turn ? steps[turn.transform] : { mirror: false, angle: 0 };
  const small = sharp(bytes, { ...options, sequentialRead: true })
    .resize(width, width, { fit: 'inside', withoutEnlargement: true })
    .flop(mirror)
    .rotate(angle);
  return metadata.hasAlpha
    ? { type: 'image/webp', bytes: await small.webp({ quality: 75, effort: 2 }).toBuffer() }
    : { type: 'image/jpeg', bytes: await small.jpeg({ quality: 78 }).toBuffer() };
}

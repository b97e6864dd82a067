import { createHash } from 'node:crypto';
import type { FoundFile } from '@milepost/core';
import { openCache } from './cache.ts';
import { createLane } from './lane.ts';
import type { Thumbnail } from './make-thumbnail.ts';
import { createMaker } from './maker.ts';

export interface Thumbnails {
  /**
   * A small picture of a file, upright, at most `width` pixels (160 unless told) wide and high; a little more, as only a few widths
   * are made, and less where the picture itself is smaller. Several who ask for the same wait for the same.
   * @throws MilepostError `NO_PICTURE`, `PATH_NOT_FOUND` where the file has changed or gone, `CLOSED`; the signal's reason
   */
  thumbnail(file: FoundFile, options?: { readonly width?: number }, signal?: AbortSignal): Promise<Thumbnail>;
  /** Ends what is being made, and lets go. */
  close(): Promise<void>;
}

export interface ThumbnailOptions {
  /** Where they are kept; made where it is missing. */
  readonly folder: string;
  /** Bytes that may be kept; 256 MiB unless told. */
  readonly mostBytes?: number | undefined;
  /** How many are made at once, each in a process of its own; 2 unless told. */
  readonly processes?: number | undefined;
  /** How long one may take, milliseconds; 10,000 unless told. */
  readonly timeout?: number | undefined;
}

const widths = [160, 320, 640, 1024];
/** Goes up when they are made in another way: then all are made anew. */
const version = 1;

/**
 * Thumbnails of photos and other pictures, made in processes of their own, so that no picture, however hostile, costs more than an
 * error, and kept on disk.
 */
export function openThumbnails({
  folder,
  mostBytes = 256 * 1024 ** 2,
  processes = 2,
  timeout = 10_000,
}: ThumbnailOptions): Thumbnails {
  const cache = openCache(folder, mostBytes, (bytes) => typeOf(bytes) !== null);
  const makers = Array.from({ length: processes }, () => createMaker({ timeout, idle: 30_000 }));
  const lane = createLane(makers, async (name, { bytes }) => (await cache).write(name, bytes));

  return {
    async thumbnail(file, { width = 160 } = {}, signal) {
      const wanted = widths.find((one) => one >= width) ?? Math.max(...widths);
      const name = nameOf(file, wanted);
      const kept = await (await cache).read(name);
      const type = kept && typeOf(kept);
      if (kept && type) return { type, bytes: kept };
      return lane.order(name, { file, width: wanted }, signal);
    },
    async close() {
      await Promise.all([lane.close(), cache]);
    },
  };
}

function nameOf({ device, inode, size, modified }: FoundFile, width: number): string {
  return createHash('sha256').update([version, device, inode, size, modified, width].join(':')).digest('hex').slice(0, 40);
}

/** What they are, by their first bytes; null where they do not end as they should, as after a power cut. */
function typeOf(bytes: Buffer): Thumbnail['type'] | null {
  if (bytes.length < 12) return null;
  if (bytes.readUInt16BE(0) === 0xffd8) return bytes.readUInt16BE(bytes.length - 2) === 0xffd9 ? 'image/jpeg' : null;
  return bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.readUInt32LE(4) + 8 === bytes.length ? 'image/webp' : null;
}

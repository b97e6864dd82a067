import { createHash } from 'node:crypto';
import type { PlannedItem } from '@milepost/core';
import { readValue, tagNumbers } from '../exif/tags.ts';
import type { OpenPhoto, Problem } from '../files/picture.ts';
import { type Frame, readFrame } from '../jpeg/frame.ts';
import { readMetadata } from '../jpeg/metadata.ts';
import { readSegments, type Segment, type Window } from '../jpeg/segments.ts';
import { describeStrips, sizeAfter, stripsOf, turnOf } from './orientation.ts';
import { findPlaces, type Place } from './places.ts';

/** What is to be done to a photo, and what there was: on disk before the photo is touched, it is what takes a turn back. */
export type TurnWork = {
  readonly type: 'turn';
  readonly path: string;
  readonly inode: number;
  readonly size: number;
  /** When it was modified, epoch milliseconds. */
  readonly modified: number;
  readonly orientation: number;
  readonly frame: Frame;
  /** True where a strip is cut off. */
  readonly trims: boolean;
  readonly places: readonly Place[];
  /** The digest of the metadata as it was. */
  readonly metadata: string;
};

export interface TurnItem extends PlannedItem {
  readonly data?: TurnWork | Problem | undefined;
}

/** What would be done to a photo; `edges` is what to do where a turn costs a strip. */
export function planTurn({ path, file, stats, window, item, ...reading }: OpenPhoto, edges: 'skip' | 'trim'): TurnItem {
  const tags = reading.tags();
  const orientation = readValue(tags, tagNumbers.orientation);
  if (orientation === null) return { ...item, skip: 'does not say how it was held' };
  if (orientation === 1) return { ...item, skip: 'is upright already' };
  const turn = typeof orientation === 'number' ? turnOf(orientation) : null;
  if (!turn || typeof orientation !== 'number')
    return { ...item, skip: `has the orientation ${orientation}, which means nothing` };

  const frame = readFrame(file, stats.size, window);
  const details = { ...item.details, Pixels: `${frame.width} × ${frame.height}` };
  const segments = copySegments(file, stats.size, window);
  if (segments.some(({ marker, content }) => marker === 0xe2 && content.toString('latin1', 0, 4) === 'MPF\0'))
    return { ...item, details, skip: 'holds several pictures (MPF), whose index a turn would break' };
  if (stats.nlink > 1) return { ...item, details, skip: 'has several names (hard links), which a turn would part' };
  const strips = stripsOf(turn, frame);
  const cost = describeStrips(strips);
  if (strips.length > 0 && edges === 'skip')
    return {
      ...item,
      details,
      skip: `cannot be turned without a loss of ${cost}; that is done only where edges are to be trimmed`,
    };

  const after = sizeAfter(turn, frame);
  if (after.width === 0 || after.height === 0) return { ...item, details, skip: 'is smaller than a block, and cannot be turned' };
  const metadata = readMetadata(file, stats.size, window);
  return {
    ...item,
    change: turn.words + (strips.length > 0 ? `, trim ${cost}` : ''),
    details: { ...details, ...(strips.length > 0 && { Undo: 'not possible, as pixels are cut off' }) },
    data: {
      type: 'turn',
      path,
      inode: stats.ino,
      size: stats.size,
      modified: stats.mtimeMs,
      orientation,
      frame,
      trims: strips.length > 0,
      places: findPlaces(segments, metadata, frame, after),
      metadata: digest(metadata.bytes),
    },
  };
}

export function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('base64');
}

/** APP1 and APP2, which hold what a turn must know. */
function copySegments(file: number, size: number, window: Window): Segment[] {
  const segments = readSegments(file, size, window, (marker) => marker === 0xe1 || marker === 0xe2);
  return Array.from(segments, (segment) => ({ ...segment, content: Buffer.from(segment.content) }));
}

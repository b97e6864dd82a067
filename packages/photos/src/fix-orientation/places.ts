import { type ExifTags, readTags, type Tag, tagNumbers } from '../exif/tags.ts';
import type { Metadata } from '../jpeg/metadata.ts';
import type { Segment } from '../jpeg/segments.ts';

/** Bytes of the metadata that are to be others once the photo is upright. Both are in base64, and of one length. */
export type Place = {
  readonly at: number;
  readonly from: string;
  /** Null for the thumbnail: it is made when the photo is turned. */
  readonly to: string | null;
};

interface Size {
  readonly width: number;
  readonly height: number;
}

const xmpName = 'http://ns.adobe.com/xap/1.0/\0';
const xmpOrientation = /(tiff:Orientation(?:=["']|>))([2-8])(?=["'<])/g;
const smallestThumbnail = 100;

/** What is to be changed in the metadata of a photo that becomes upright. */
export function findPlaces(segments: readonly Segment[], metadata: Metadata, before: Size, after: Size): Place[] {
  return segments.flatMap((segment) => {
    const tags = readTags(segment);
    if (tags) return placesInExif(tags, metadata, before, after);
    return segment.content.toString('latin1', 0, xmpName.length) === xmpName ? placesInXmp(segment, metadata) : [];
  });
}

/** The metadata with the new bytes in those places; `thumbnail` is the one for the old one's room, null to keep it. */
export function writePlaces(metadata: Buffer, places: readonly Place[], thumbnail: Buffer | null): Buffer {
  return put(metadata, places, ({ to }) => (to === null ? thumbnail : Buffer.from(to, 'base64')));
}

/** The metadata with the old bytes in those places. */
export function restorePlaces(metadata: Buffer, places: readonly Place[]): Buffer {
  return put(metadata, places, ({ from }) => Buffer.from(from, 'base64'));
}

/** Whether the metadata has the new bytes in all places. */
export function areWritten(metadata: Buffer, places: readonly Place[]): boolean {
  return places.every(({ at, to }) => {
    const bytes = to === null ? null : Buffer.from(to, 'base64');
    return bytes === null || metadata.subarray(at, at + bytes.length).equals(bytes);
  });
}

function put(metadata: Buffer, places: readonly Place[], bytesOf: (place: Place) => Buffer | null): Buffer {
  const copy = Buffer.from(metadata);
  for (const place of places) bytesOf(place)?.copy(copy, place.at);
  return copy;
}

function placesInExif({ order, start, length, tags }: ExifTags, metadata: Metadata, before: Size, after: Size): Place[] {
  const place = (offset: number, size: number, to: Buffer | null): Place => {
    const at = metadata.at(offset);
    const from = metadata.bytes.subarray(at, at + size);
    return { at, from: from.toString('base64'), to: to === null ? null : to.toString('base64') };
  };
  const number = (tag: Tag, value: number): Place[] => {
    if (typeof tag.value !== 'number' || tag.value === value) return [];
    const bytes = Buffer.alloc(tag.type === 3 ? 2 : 4);
    if (order === 'II') bytes.writeUIntLE(value, 0, bytes.length);
    else bytes.writeUIntBE(value, 0, bytes.length);
    return [place(tag.offset, bytes.length, bytes)];
  };
  const isTurned = (value: Tag['value']) => typeof value === 'number' && value >= 2 && value <= 8;
  const numbers = tags.flatMap((tag) => {
    if (tag.tag === tagNumbers.orientation && tag.directory !== 'exif') return isTurned(tag.value) ? number(tag, 1) : [];
    const isWidth = tag.tag === (tag.directory === 'exif' ? tagNumbers.pixelWidth : tagNumbers.imageWidth);
    const isHeight = tag.tag === (tag.directory === 'exif' ? tagNumbers.pixelHeight : tagNumbers.imageHeight);
    if (tag.directory === 'thumbnail' || !(isWidth || isHeight)) return [];
    // One that says something else than the picture's size is not ours to mend.
    return tag.value === (isWidth ? before.width : before.height) ? number(tag, isWidth ? after.width : after.height) : [];
  });
  const ofThumbnail = (wanted: number) => tags.find(({ directory, tag }) => directory === 'thumbnail' && tag === wanted)?.value;
  const [at, size] = [ofThumbnail(tagNumbers.thumbnailOffset), ofThumbnail(tagNumbers.thumbnailLength)];
  if (typeof at !== 'number' || typeof size !== 'number' || size < smallestThumbnail || at + size > length) return numbers;
  const thumbnail = place(start + at, size, null);
  return overlaps(thumbnail, size, numbers) || !thumbnail.from.startsWith('/9j') ? numbers : [...numbers, thumbnail];
}

/** A thumbnail whose place is a lie is left alone. */
function overlaps({ at }: Place, size: number, others: readonly Place[]): boolean {
  return others.some((other) => other.at + 4 > at && other.at < at + size);
}

function placesInXmp(segment: Segment, metadata: Metadata): Place[] {
  return [...segment.content.toString('latin1').matchAll(xmpOrientation)].map((found) => ({
    at: metadata.at(segment.offset + found.index + (found[1]?.length ?? 0)),
    from: Buffer.from(found[2] ?? '').toString('base64'),
    to: Buffer.from('1').toString('base64'),
  }));
}

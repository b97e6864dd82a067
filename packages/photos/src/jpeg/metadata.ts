import { Damaged } from './damaged.ts';
import { readSegments, type Window } from './segments.ts';

/** All that a JPEG says before its picture, beside the picture itself: its APPn and COM segments one behind the other. */
export interface Metadata {
  readonly bytes: Buffer;
  /** Where in `bytes` a place of the file is. */
  at(offset: number): number;
}

const startOfImage = Buffer.from([0xff, 0xd8]);
const startOfScan = 0xda;

function isMetadata(marker: number): boolean {
  return (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe;
}

/** Reads the metadata of an open JPEG; see `readSegments`. */
export function readMetadata(file: number, size: number, window: Window): Metadata {
  const parts: Buffer[] = [];
  const places: { at: number; offset: number; length: number }[] = [];
  let at = 0;
  for (const { marker, offset, content } of readSegments(file, size, window, isMetadata)) {
    const head = Buffer.from([0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 0xff]);
    const length = head.length + content.length;
    places.push({ at, offset: offset - head.length, length });
    parts.push(head, Buffer.from(content));
    at += length;
  }
  return {
    bytes: Buffer.concat(parts),
    at(wanted) {
      const place = places.find(({ offset, length }) => wanted >= offset && wanted < offset + length);
      if (!place) throw new Damaged('a value is outside of its segment');
      return place.at + wanted - place.offset;
    },
  };
}

/** A whole JPEG of a picture that another program wrote, with this metadata instead of its own and this behind its end. */
export function assemble(metadata: Buffer, picture: Buffer, rest: Buffer): Buffer {
  const parts = [startOfImage, metadata];
  let at = 2;
  for (let marker = picture.readUInt8(at + 1); marker !== startOfScan; marker = picture.readUInt8(at + 1)) {
    const end = at + 2 + picture.readUInt16BE(at + 2);
    if (!isMetadata(marker)) parts.push(picture.subarray(at, end));
    at = end;
  }
  return Buffer.concat([...parts, picture.subarray(at), rest]);
}

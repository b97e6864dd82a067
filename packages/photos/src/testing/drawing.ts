import sharp, { type JpegOptions } from 'sharp';
import { writeExifSegment } from '../samples/exif-block.ts';
import { drawScene } from '../samples/scene.ts';

/** A photo as a camera of some kind would have written it. */
export interface Made {
  orientation: number;
  width?: number;
  height?: number;
  order?: 'II' | 'MM';
  jpeg?: JpegOptions;
  kind?: 'gray' | 'cmyk';
  before?: Buffer;
  behind?: Buffer;
}

const date = '2008:05:01 10:00:00';

/** A segment of a JPEG's header. */
export function segment(marker: number, content: string | Buffer): Buffer {
  const bytes = Buffer.from(content as string, 'latin1'); // Buffer.from takes either
  const head = Buffer.from([0xff, marker, (bytes.length + 2) >> 8, (bytes.length + 2) & 0xff]);
  return Buffer.concat([head, bytes]);
}

const drawn = new Map<string, Promise<{ plain: Buffer; thumbnail: Buffer }>>();

async function drawPlain(width: number, height: number, jpeg: JpegOptions, kind: Made['kind']) {
  let picture = sharp(Buffer.from(drawScene(3, width, height))).removeAlpha();
  if (kind === 'gray') picture = picture.toColourspace('b-w');
  if (kind === 'cmyk') picture = picture.toColourspace('cmyk');
  const plain = await picture.jpeg({ quality: 90, ...jpeg }).toBuffer();
  const small = sharp(plain).toColourspace('srgb').resize(80, 48, { fit: 'fill' });
  return { plain, thumbnail: await small.jpeg({ quality: 80 }).toBuffer() };
}

/** It was taken at `2008:05:01 10:00:00`; its thumbnail has room to spare. */
export async function draw({
  orientation,
  width = 160,
  height = 96,
  order = 'II',
  jpeg = {},
  kind,
  before,
  behind,
}: Made): Promise<Buffer> {
  const key = JSON.stringify([width, height, jpeg, kind]);
  const drawing = drawn.get(key) ?? drawPlain(width, height, jpeg, kind);
  drawn.set(key, drawing);
  const { plain, thumbnail } = await drawing;
  const exif = writeExifSegment({ date, orientation, order, thumbnail: Buffer.concat([thumbnail, Buffer.alloc(200)]) });
  return Buffer.concat([plain.subarray(0, 2), exif, before ?? Buffer.alloc(0), plain.subarray(2), behind ?? Buffer.alloc(0)]);
}

/** The pixels as a viewer that heeds the orientation shows them. */
export async function pixels(jpeg: Buffer, upright = true): Promise<{ data: Buffer; width: number; height: number }> {
  const picture = upright ? sharp(jpeg).autoOrient() : sharp(jpeg);
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** How much two pictures differ in the mean, 0 to 255. */
export function distance(one: Buffer, other: Buffer): number {
  if (other.length !== one.length) throw new Error(`Expected ${one.length} bytes and got ${other.length}.`);
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += Math.abs((one[at] ?? 0) - (other[at] ?? 0));
  return sum / one.length;
}

/** Everything before the picture's tables, as a list of segments. */
export function metadataOf(jpeg: Buffer): Buffer[] {
  const segments: Buffer[] = [];
  for (let at = 2; jpeg[at + 1] !== 0xda; ) {
    const end = at + 2 + jpeg.readUInt16BE(at + 2);
    const marker = jpeg[at + 1] ?? 0;
    if ((marker & 0xf0) === 0xe0 || marker === 0xfe) segments.push(jpeg.subarray(at, end));
    at = end;
  }
  return segments;
}

import sharp from 'sharp';
import { drawScene, writeExifSegment } from '../samples/index.ts';

/** A whole photo with a thumbnail, taken at `2008:05:01 10:00:00` by a camera that was held so. */
export async function drawPhoto(width: number, height: number, orientation: number): Promise<Buffer> {
  const picture = await sharp(Buffer.from(drawScene(2, width, height)))
    .removeAlpha()
    .jpeg()
    .toBuffer();
  const thumbnail = await sharp(picture).resize(160).jpeg().toBuffer();
  const exif = writeExifSegment({ date: '2008:05:01 10:00:00', orientation, thumbnail });
  return Buffer.concat([picture.subarray(0, 2), exif, picture.subarray(2)]);
}

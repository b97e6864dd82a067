import type { Format } from '../formats/format.ts';
import { Damaged } from '../jpeg/damaged.ts';
import { checkPicture } from '../jpeg/turner.ts';

/**
 * Reads a picture to its end where that can be done: of a raw photo or a HEIC no more is read than its plan did.
 * @throws Damaged where any of it is missing or broken; NotTurnable for a JPEG of a kind that only few programs write
 */
export async function readPicture(bytes: Buffer, format: Format): Promise<void> {
  if (format === 'JPEG') checkPicture(bytes);
  if (format !== 'PNG' && format !== 'WebP') return;
  const { default: sharp } = await import('sharp');
  try {
    await sharp(bytes, { failOn: 'truncated' }).resize(16, 16, { fit: 'fill', fastShrinkOnLoad: false }).raw().toBuffer();
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new Damaged(`its picture cannot be read (${line})`, { cause: error });
  }
}

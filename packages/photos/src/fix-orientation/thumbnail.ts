import { Damaged } from '../jpeg/damaged.ts';
import { checkPicture, NotTurnable, turnSmallPicture } from '../jpeg/turner.ts';
import type { Turn } from './orientation.ts';

const qualities = [85, 75, 65, 50, 35, 20];

/**
 * The thumbnail turned, in as many bytes as the old one had: zeros follow its end. Null where it is better left alone, as it is
 * no picture, is upright already, or would not fit. `photo` is the picture's size before its turn.
 */
export function turnThumbnail(
  thumbnail: Buffer,
  turn: Turn,
  photo: { readonly width: number; readonly height: number },
): Buffer | null {
  try {
    const { width, height } = checkPicture(thumbnail);
    if (turn.swaps && (width - height) * (photo.width - photo.height) < 0) return null;
    for (const quality of qualities) {
      const jpeg = turnSmallPicture(thumbnail, turn.transform, quality);
      if (jpeg.length <= thumbnail.length) return Buffer.concat([jpeg], thumbnail.length);
    }
    return null;
  } catch (error) {
    // Cameras and programs leave all kinds of things there, and a photo is no worse for it.
    if (error instanceof Damaged || error instanceof NotTurnable) return null;
    throw error;
  }
}

import type { Turn } from './orientation.ts';

const qualities = [85, 75, 65, 50, 35, 20];

/** By what sharp turns; it mirrors first. */
export const steps = {
  mirror: { mirror: true, angle: 0 },
  upsideDown: { mirror: false, angle: 180 },
  flip: { mirror: true, angle: 180 },
  transpose: { mirror: true, angle: 270 },
  clockwise: { mirror: false, angle: 90 },
  transverse: { mirror: true, angle: 90 },
  counterclockwise: { mirror: false, angle: 270 },
} as const;

/**
 * The thumbnail turned, in as many bytes as the old one had: zeros follow its end. Null where it is better left alone, as it is
 * no picture, is upright already, or would not fit. `photo` is the picture's size before its turn.
 */
export async function turnThumbnail(
  thumbnail: Buffer,
  turn: Turn,
  photo: { readonly width: number; readonly height: number },
): Promise<Buffer | null> {
  const { default: sharp } = await import('sharp');
  const { mirror, angle } = steps[turn.transform];
  try {
    const old = sharp(thumbnail, { failOn: 'error', limitInputPixels: 4_000_000 });
    const { width, height } = await old.metadata();
    if (turn.swaps && (width - height) * (photo.width - photo.height) < 0) return null;
    const turned = old.flop(mirror).rotate(angle);
    for (const quality of qualities) {
      const jpeg = await turned.clone().jpeg({ quality }).toBuffer();
      if (jpeg.length <= thumbnail.length) return Buffer.concat([jpeg], thumbnail.length);
    }
    return null;
  } catch {
    // Cameras and programs leave all kinds of things there, and a photo is no worse for it.
    return null;
  }
}

import type { Frame } from '../jpeg/frame.ts';
import type { Transform } from '../jpeg/turner.ts';

/** What makes a photo upright that says it has an orientation. */
export interface Turn {
  readonly transform: Transform;
  readonly back: Transform;
  /** For a person: `rotate 90° clockwise`. */
  readonly words: string;
  /** Width becomes height. */
  readonly swaps: boolean;
  /** The sides of the picture as it is now that end up at the left or at the top, where only whole blocks may begin. */
  readonly whole: readonly ('width' | 'height')[];
}

const turns: { readonly [orientation: number]: Turn } = {
  2: { transform: 'mirror', back: 'mirror', words: 'mirror left to right', swaps: false, whole: ['width'] },
  3: { transform: 'upsideDown', back: 'upsideDown', words: 'rotate 180°', swaps: false, whole: ['width', 'height'] },
  4: { transform: 'flip', back: 'flip', words: 'mirror top to bottom', swaps: false, whole: ['height'] },
  5: { transform: 'transpose', back: 'transpose', words: 'mirror and rotate 90° counterclockwise', swaps: true, whole: [] },
  6: { transform: 'clockwise', back: 'counterclockwise', words: 'rotate 90° clockwise', swaps: true, whole: ['height'] },
  7: {
    transform: 'transverse',
    back: 'transverse',
    words: 'mirror and rotate 90° clockwise',
    swaps: true,
    whole: ['width', 'height'],
  },
  8: { transform: 'counterclockwise', back: 'clockwise', words: 'rotate 90° counterclockwise', swaps: true, whole: ['width'] },
};

/** Null for what is upright or means nothing. */
export function turnOf(orientation: number): Turn | null {
  return turns[orientation] ?? null;
}

/** A strip that a turn would cost, as the upright picture has it. */
export interface Strip {
  readonly edge: 'left' | 'top';
  readonly pixels: number;
}

export function stripsOf({ swaps, whole }: Turn, frame: Frame): Strip[] {
  return whole.flatMap((side) => {
    const pixels = frame[side] % frame.block[side];
    // The right side ends up at the left, or at the top where sides are swapped.
    const edge = (side === 'width') === swaps ? 'top' : 'left';
    return pixels === 0 ? [] : [{ edge, pixels } as const];
  });
}

/** `8 pixels of the left edge and 4 pixels of the top edge` */
export function describeStrips(strips: readonly Strip[]): string {
  return strips.map(({ edge, pixels }) => `${pixels} ${pixels === 1 ? 'pixel' : 'pixels'} of the ${edge} edge`).join(' and ');
}

/** The upright picture's size. */
export function sizeAfter(turn: Turn, { width, height, block }: Frame): { readonly width: number; readonly height: number } {
  const kept = {
    width: turn.whole.includes('width') ? width - (width % block.width) : width,
    height: turn.whole.includes('height') ? height - (height % block.height) : height,
  };
  return turn.swaps ? { width: kept.height, height: kept.width } : kept;
}

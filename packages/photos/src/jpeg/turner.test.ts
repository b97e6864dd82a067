import { expect, test } from 'vitest';
import { segment } from '../testing/drawing.ts';
import { checkPicture, turnPicture } from './turner.ts';

const bytes = (...values: number[]) => String.fromCharCode(...values);

/** A grey picture of 48 by 8 points, with a colour for each two thirds of them, and one for each third. */
function makeUneven(): Buffer {
  const parts = [
    segment(0xdb, bytes(0, ...Array(64).fill(1))),
    segment(0xc0, bytes(8, 0, 8, 0, 48, 3, 1, 0x31, 0, 2, 0x21, 0, 3, 0x11, 0)),
    // One code in each table, the bit 0: no difference, and no further coefficient.
    segment(0xc4, bytes(0, 1, ...Array(16).fill(0))),
    segment(0xc4, bytes(0x10, 1, ...Array(16).fill(0))),
    segment(0xda, bytes(3, 1, 0, 2, 0, 3, 0, 0, 63, 0)),
  ];
  // Two times six blocks of two codes.
  return Buffer.concat([Buffer.from([0xff, 0xd8]), ...parts, Buffer.from([0, 0, 0, 0xff, 0xd9])]);
}

test('a picture whose colours are in uneven proportions is read and turned as any other, though few programs show it', () => {
  const picture = makeUneven();
  expect(checkPicture(picture)).toEqual({ width: 48, height: 8, consumed: picture.length });
  expect(checkPicture(turnPicture(picture, 'clockwise', false).picture)).toMatchObject({ width: 8, height: 48 });
});

import { Damaged } from './damaged.ts';
import { readSegments, type Window } from './segments.ts';

/** The picture's size in pixels, and that of the blocks that it is made of: a lossless turn moves whole ones. */
export type Frame = {
  readonly width: number;
  readonly height: number;
  readonly block: { readonly width: number; readonly height: number };
};

const smallBlock = 8;

/** Reads an open JPEG's frame; see `readSegments`. @throws Damaged where it has none that can be. */
export function readFrame(file: number, size: number, window: Window): Frame {
  for (const { content } of readSegments(file, size, window, isFrame)) return parseFrame(content);
  throw new Damaged('it does not say how large its picture is');
}

/** The markers from 0xc0 to 0xcf, but for three that mean something else. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function parseFrame(content: Buffer): Frame {
  const components = content.length >= 6 ? content.readUInt8(5) : 0;
  if (components === 0 || content.length < 6 + 3 * components) throw new Damaged('it does not say how large its picture is');
  const [height, width] = [content.readUInt16BE(1), content.readUInt16BE(3)];
  if (width === 0 || height === 0) throw new Damaged('its picture has no pixels');
  const samplings = Array.from({ length: components }, (_, index) => content.readUInt8(7 + 3 * index));
  // A picture of one colour has blocks of one size, whatever it says.
  const most = (shift: number) => (components === 1 ? 1 : Math.max(...samplings.map((both) => (both >> shift) & 0xf)));
  return { width, height, block: { width: smallBlock * most(4), height: smallBlock * most(0) } };
}

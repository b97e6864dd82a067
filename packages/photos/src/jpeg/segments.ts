import { readSync } from 'node:fs';
import { Damaged } from './damaged.ts';

/** A segment of a JPEG's header. */
export interface Segment {
  /** What it is: 0xe1 for APP1. */
  readonly marker: number;
  /** Where its content begins in the file, behind marker and length. */
  readonly offset: number;
  /** Valid until the next segment is asked for. */
  readonly content: Buffer;
}

/** Where most headers end, and more than the greatest segment: its length has 16 bits. */
const windowSize = 65_536 + 2;

/** Far more than any camera writes; a file that goes on like this was made to keep us busy. */
const mostSegments = 10_000;
const mostStrayBytes = 65_536;

/** Room for a part of a file, to be used for one file after the other. */
export interface Window {
  readonly bytes: Buffer;
  /** Where in the file it begins, and how many of its bytes are of the file. */
  start: number;
  filled: number;
}

export function createWindow(): Window {
  return { bytes: Buffer.alloc(windowSize), start: 0, filled: 0 };
}

function fill(window: Window, file: number, start: number): void {
  window.start = start;
  window.filled = readSync(file, window.bytes, 0, windowSize, start);
}

/** Reads the file's first bytes into the window and tells whether a JPEG begins so. */
export function beginsAsJpeg(file: number, window: Window): boolean {
  fill(window, file, 0);
  return holdsJpeg(window);
}

/** Whether the window, which holds a file's first bytes, holds those of a JPEG. */
export function holdsJpeg(window: Window): boolean {
  return window.filled >= 3 && window.bytes.readUIntBE(0, 3) === 0xffd8ff;
}

/**
 * The segments whose marker is wanted (0xe1 for APP1), before the picture itself, of a file that `beginsAsJpeg` with this window. No
 * more of it is read than they need. Fill bytes, bytes that stray between segments and a second start of image are passed over,
 * as decoders do.
 * @throws Damaged where the header ends early or goes on without end.
 */
export function* readSegments(
  file: number,
  size: number,
  window: Window,
  wanted: (marker: number) => boolean,
): Generator<Segment> {
  const { bytes } = window;
  let at = 2;
  let stray = 0;

  /** The place in the window of the next `length` bytes of the file. */
  const hold = (length: number): number => {
    if (at < window.start || at + length > window.start + window.filled) {
      fill(window, file, at);
      if (window.filled < length) throw new Damaged('it ends before its picture begins');
    }
    return at - window.start;
  };

  for (let count = 0; count < mostSegments; ) {
    const place = hold(2);
    const marker = bytes[place] === 0xff ? bytes.readUInt8(place + 1) : 0;
    if (marker === 0x00 || marker === 0xff) {
      at += 1;
      if (++stray > mostStrayBytes) throw new Damaged('its header is lost among other bytes');
    } else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2;
      count += 1;
    } else if (marker === 0xd9 || marker === 0xda) {
      return;
    } else {
      const length = bytes.readUInt16BE(hold(4) + 2);
      if (length < 2) throw new Damaged('a part of its header has an impossible length');
      if (at + 2 + length > size) throw new Damaged('it ends before its picture begins');
      if (wanted(marker)) {
        const from = hold(2 + length);
        yield { marker, offset: at + 4, content: bytes.subarray(from + 4, from + 2 + length) };
      }
      at += 2 + length;
      count += 1;
    }
  }
  throw new Damaged('its header has no end');
}

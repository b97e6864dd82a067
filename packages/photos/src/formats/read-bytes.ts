import { readSync } from 'node:fs';
import { Damaged } from '../jpeg/damaged.ts';

/** So many bytes at a place. @throws Damaged where the file ends before */
export function readBytes(file: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let done = 0; done < length; ) {
    const read = readSync(file, bytes, done, length - done, offset + done);
    if (read === 0) throw new Damaged('it ends too early');
    done += read;
  }
  return bytes;
}

import { fstatSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import type { FoundFile } from '@milepost/core';
import { PhotoFailure } from '../files/failure.ts';
import { withPhoto } from '../files/open-photo.ts';
import { Damaged } from '../jpeg/damaged.ts';

/**
 * Opens a file that was found before, and hands it to `use` only where it still is the very same.
 * @throws PhotoFailure
 */
export function withFound<Result>(found: FoundFile, use: (file: number, size: number) => Result): Result {
  const photo = { path: found.path, name: basename(found.path) };
  return withPhoto(photo, 'read', (file) => {
    const stats = fstatSync(file, { bigint: true });
    const same = stats.dev === found.device && stats.ino === found.inode;
    if (!same || stats.size !== found.size || stats.mtimeNs !== found.modified)
      throw new PhotoFailure('CHANGED', photo.name, 'has changed meanwhile');
    return use(file, Number(stats.size));
  });
}

/** @throws Damaged where the file ends before that. */
export function readExactly(file: number, at: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let filled = 0; filled < length; ) {
    const more = readSync(file, bytes, filled, length - filled, at + filled);
    if (more === 0) throw new Damaged('it ends early');
    filled += more;
  }
  return bytes;
}

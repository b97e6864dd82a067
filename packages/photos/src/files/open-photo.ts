import { closeSync, constants, fstatSync, openSync, realpathSync, type Stats } from 'node:fs';
import { PhotoFailure, toFailure } from './failure.ts';

// Windows has neither; there a link is found by its real path alone.
const noFollow = constants.O_NOFOLLOW ?? 0;
const noWait = constants.O_NONBLOCK ?? 0;

/**
 * Opens a photo, hands it to `use`, and closes it. It never follows a link nor waits for a pipe.
 * @throws PhotoFailure for everything that goes wrong, with the photo's `name` in its sentence.
 */
export function withPhoto<Result>(
  photo: { readonly path: string; readonly name: string },
  mode: 'read' | 'write',
  use: (file: number, stats: Stats) => Result,
): Result {
  try {
    const file = openSync(photo.path, (mode === 'read' ? constants.O_RDONLY : constants.O_RDWR) | noFollow | noWait);
    try {
      const stats = fstatSync(file);
      if (!stats.isFile()) throw new PhotoFailure('NO_FILE', photo.name, 'is no longer a file');
      return use(file, stats);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw toFailure(error, photo.name);
  }
}

/** @throws PhotoFailure where a folder above the photo, or the photo itself, became a link since its path was found. */
export function refuseLinks(photo: { readonly path: string; readonly name: string }): void {
  try {
    if (realpathSync.native(photo.path) === photo.path) return;
  } catch (error) {
    throw toFailure(error, photo.name);
  }
  throw new PhotoFailure('ELOOP', photo.name, 'is behind a link, and links are left alone');
}

import { closeSync, constants, fstatSync, openSync, realpathSync, type Stats } from 'node:fs';
import { codeOf, PhotoFailure, toFailure } from './failure.ts';

// Windows has neither; there a link is found by its real path alone.
const noFollow = constants.O_NOFOLLOW ?? 0;
const noWait = constants.O_NONBLOCK ?? 0;

interface Named {
  readonly path: string;
  /** What to call it in a sentence. */
  readonly name: string;
}

type Mode = 'read' | 'write';

/**
 * Opens a photo, hands it to `use`, and closes it. It never follows a link nor waits for a pipe.
 * @throws PhotoFailure for everything that goes wrong, with the photo's `name` in its sentence.
 */
export function withPhoto<Result>(photo: Named, mode: Mode, use: (file: number, stats: Stats) => Result): Result {
  try {
    const file = open(photo, mode);
    try {
      return use(file, statsOf(file, photo));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw toFailure(error, photo.name);
  }
}

/** The same for what has to be waited for: it is closed after that. */
export async function withPhotoWhile<Result>(
  photo: Named,
  mode: Mode,
  use: (file: number, stats: Stats) => Promise<Result>,
): Promise<Result> {
  try {
    const file = open(photo, mode);
    try {
      return await use(file, statsOf(file, photo));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw toFailure(error, photo.name);
  }
}

function open({ path, name }: Named, mode: Mode): number {
  try {
    return openSync(path, (mode === 'read' ? constants.O_RDONLY : constants.O_RDWR) | noFollow | noWait);
  } catch (error) {
    if (mode === 'read' || codeOf(error) !== 'EACCES') throw error;
    throw new PhotoFailure('EACCES', name, 'may not be changed by this user', error);
  }
}

function statsOf(file: number, { name }: Named): Stats {
  const stats = fstatSync(file);
  if (!stats.isFile()) throw new PhotoFailure('NO_FILE', name, 'is no longer a file');
  return stats;
}

/** @throws PhotoFailure where a folder above the photo, or the photo itself, became a link since its path was found. */
export function refuseLinks(photo: Named): void {
  try {
    if (realpathSync.native(photo.path) === photo.path) return;
  } catch (error) {
    throw toFailure(error, photo.name);
  }
  throw new PhotoFailure('ELOOP', photo.name, 'is behind a link, and links are left alone');
}

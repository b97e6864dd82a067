import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, open, readlink, realpath, stat } from 'node:fs/promises';
import { checkPath } from '../check/paths.ts';
import { refuseFile } from './refusal.ts';

/** A file within the roots, and by what it is known again. Somebody else's file never has the same device and inode. */
export interface FoundFile {
  /** Its real path. */
  readonly path: string;
  readonly device: bigint;
  readonly inode: bigint;
  /** Bytes. */
  readonly size: bigint;
  /** Nanoseconds since 1970. */
  readonly modified: bigint;
}

// Windows has neither; there is nothing to follow or to wait for when a real path is opened.
const noFollow = constants.O_NOFOLLOW ?? 0;
const noWait = constants.O_NONBLOCK ?? 0;

/**
 * Finds a regular file that lies within the roots. It is opened for that, and where what was opened lies is looked up: so nothing
 * that happens to the path between two looks leads out of them.
 * @throws MilepostError `PATH_NOT_ALLOWED`, `PATH_NOT_FOUND`
 */
export async function findFile(path: string, roots: readonly string[] | null): Promise<FoundFile> {
  const real = await checkPath({ at: ['path'], kind: 'file', path }, roots);
  let file: FileHandle | null = null;
  try {
    file = await open(real, constants.O_RDONLY | noFollow | noWait);
    const stats = await file.stat({ bigint: true });
    if (!stats.isFile() || !(await isAt(file, stats, real))) throw new Error('Something else has come into its place.');
    return { path: real, device: stats.dev, inode: stats.ino, size: stats.size, modified: stats.mtimeNs };
  } catch (cause) {
    throw refuseFile('file', path, cause);
  } finally {
    await file?.close();
  }
}

/** Whether an open file is what lies at a path. Linux says it in one go; where there is no /proc the path is followed once more. */
async function isAt(file: FileHandle, opened: BigIntStats, path: string): Promise<boolean> {
  const place = await readlink(`/proc/self/fd/${file.fd}`).catch(() => null);
  if (place !== null) return place === path;
  const there = await stat(path, { bigint: true });
  return there.dev === opened.dev && there.ino === opened.ino && (await realpath(path)) === path;
}

import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsync,
  futimesSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { PhotoFailure, toFailure } from './failure.ts';
import { toSeconds } from './times.ts';

const beginning = '.milepost-';
const ending = '.part';
const partName = /^\.milepost-\w[\w-]*-\d+\.part$/;

/** What nobody has touched for so long was left behind by a crash, milliseconds. */
const abandoned = 10 * 60_000;

const piece = Buffer.alloc(256 * 1_024);

/**
 * Puts other content into a file, so that at any moment, a crash included, it is wholly the old or wholly the new one: a file
 * beside it is written, flushed and checked, gets the old one's times, mode and owner, and then its name.
 * `stats` are the old file's as its content was read; `check` throws where the new content is not good: it is called while the disk
 * is waited for, and what is read back then must be the same.
 * @throws PhotoFailure, with the old file as it was and nothing left beside it
 */
export async function replaceFile(path: string, job: string, stats: Stats, content: Buffer, check: () => void): Promise<void> {
  const name = basename(path);
  const part = join(dirname(path), `${beginning}${job}-${stats.ino}${ending}`);
  try {
    // The one of this job and this photo is of an attempt that a crash ended.
    rmSync(part, { force: true });
    try {
      await writePart(part, stats, content, check);
      if (!holds(part, content)) throw new PhotoFailure('EIO', name, 'did not keep what was written');
      const now = lstatSync(path);
      if (now.ino !== stats.ino || now.size !== stats.size || now.mtimeMs !== stats.mtimeMs)
        throw new PhotoFailure('CHANGED', name, 'has changed since');
      renameSync(part, path);
    } catch (error) {
      rmSync(part, { force: true });
      throw error;
    }
    await flushFolder(dirname(path));
  } catch (error) {
    throw toFailure(error, name);
  }
}

/** The folder that was swept last, and for which job: once is enough. */
let swept = '';

/** Removes what crashes of other jobs left in the folder of a file, once for each job. True where that was now. */
export function sweepOnce(path: string, job: string): boolean {
  const place = `${job} ${dirname(path)}`;
  if (swept === place) return false;
  sweepParts(dirname(path), job, Date.now());
  swept = place;
  return true;
}

/** What the log of a job is to say that replaces files: Node has no way to copy these. */
export const lostAttributes = 'Extended attributes and access lists of a file, where it has any, are not kept: it is a new file.';

function sweepParts(folder: string, job: string, now: number): void {
  try {
    const parts = readdirSync(folder).filter((name) => partName.test(name) && !name.startsWith(`${beginning}${job}-`));
    for (const part of parts) sweepPart(join(folder, part), now);
  } catch {
    // A folder that cannot be listed may still hold a photo that can be opened.
  }
}

function sweepPart(path: string, now: number): void {
  try {
    // It has the times of its photo; when its inode changed last is its own.
    const stats = lstatSync(path);
    if (stats.isFile() && now - stats.ctimeMs > abandoned) unlinkSync(path);
  } catch {
    // Another job was quicker, or it belongs to somebody else: no photo is worse for it.
  }
}

async function writePart(part: string, stats: Stats, content: Buffer, meanwhile: () => void): Promise<void> {
  const file = openSync(part, 'wx', 0o600);
  try {
    for (let done = 0; done < content.length; ) done += writeSync(file, content, done);
    keepOwner(file, stats);
    fchmodSync(file, stats.mode & 0o7777);
    futimesSync(file, toSeconds(stats.atimeMs), toSeconds(stats.mtimeMs));
    const flushed = flush(file);
    try {
      meanwhile();
    } finally {
      // Whatever came of that, the file is open until the disk is done with it.
      await flushed;
    }
  } finally {
    closeSync(file);
  }
}

/** Piece by piece: a second copy in memory would cost more than the reading. */
function holds(path: string, content: Buffer): boolean {
  const file = openSync(path, 'r');
  try {
    let at = 0;
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) {
      if (!piece.subarray(0, read).equals(content.subarray(at, at + read))) return false;
      at += read;
    }
    return at === content.length;
  } finally {
    closeSync(file);
  }
}

function flush(file: number): Promise<void> {
  const flushed = new Promise<void>((resolve, reject) => fsync(file, (error) => (error ? reject(error) : resolve())));
  // It may fail before it is waited for.
  flushed.catch(() => {});
  return flushed;
}

/** Only root may give files away; anyone else owns what they may replace, or it becomes theirs. */
function keepOwner(file: number, { uid, gid }: Stats): void {
  try {
    fchownSync(file, uid, gid);
  } catch {
    // It stays with who turned it.
  }
}

async function flushFolder(folder: string): Promise<void> {
  // Windows opens no folders, and keeps their order by itself.
  if (process.platform === 'win32') return;
  const file = openSync(folder, 'r');
  try {
    await flush(file);
  } finally {
    closeSync(file);
  }
}

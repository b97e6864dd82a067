import {
  closeSync,
  fchmodSync,
  fchownSync,
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
import type { Log, PlannedItem } from '@milepost/core';
import { PhotoFailure, toFolderFailure } from './failure.ts';
import { flush, flushFolder } from './flush.ts';
import { setTimes, type Times, timesOf } from './times.ts';

const beginning = '.milepost-';
const ending = '.part';
const partName = /^\.milepost-\w[\w-]*-\d+\.part$/;

/** What nobody has touched for so long was left behind by a crash, milliseconds. */
const abandoned = 10 * 60_000;

const piece = Buffer.alloc(256 * 1_024);

/**
 * Puts other content into a file, so that at any moment, a crash included, it is wholly the old or wholly the new one: a file
 * beside it is written, flushed and checked, gets the old one's times, mode and owner, and then its name.
 * `stats` are the old file's as its content was read; `times` are those that the new one gets where they are to be others; `check` throws where the new content is not good: it is called while the disk
 * is waited for, and what is read back then must be the same.
 * @throws PhotoFailure, with the old file as it was and nothing left beside it
 */
export async function replaceFile(
  path: string,
  job: string,
  stats: Stats,
  content: Buffer,
  check: () => void,
  times = timesOf(stats),
): Promise<void> {
  const name = basename(path);
  const part = join(dirname(path), `${beginning}${job}-${stats.ino}${ending}`);
  try {
    // The one of this job and this photo is of an attempt that a crash ended.
    rmSync(part, { force: true });
    try {
      await writePart(part, { stats, times }, content, check);
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
    throw toFolderFailure(error, name);
  }
}

/** The folder that was swept last, and for which job: once is enough. */
let swept = '';

/** Removes what crashes of other jobs left in the folder of a file, once for each job. */
export function sweepOnce(path: string, job: string): void {
  const place = `${job} ${dirname(path)}`;
  if (swept === place) return;
  sweepParts(dirname(path), job, Date.now());
  swept = place;
}

/** Passes on the plan of a job that replaces files, and tells its log once what that costs: Node has no way to copy these. */
export async function* tellLoss<Item extends PlannedItem>(items: AsyncIterable<Item>, log: Log): AsyncGenerator<Item> {
  let told = false;
  for await (const item of items) {
    if (!told && item.change !== undefined) {
      told = true;
      log.info('Extended attributes and access lists of a file, where it has any, are not kept: it is a new file.');
    }
    yield item;
  }
}

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

async function writePart(
  part: string,
  { stats, times }: { stats: Stats; times: Times },
  content: Buffer,
  meanwhile: () => void,
): Promise<void> {
  const file = openSync(part, 'wx', 0o600);
  try {
    for (let done = 0; done < content.length; ) done += writeSync(file, content, done);
    keepOwner(file, stats);
    fchmodSync(file, stats.mode & 0o7777);
    setTimes(file, times);
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

/** Only root may give files away; anyone else owns what they may replace, or it becomes theirs. */
function keepOwner(file: number, { uid, gid }: Stats): void {
  try {
    fchownSync(file, uid, gid);
  } catch {
    // It stays with who turned it.
  }
}

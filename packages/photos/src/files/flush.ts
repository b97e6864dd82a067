import { closeSync, fsync, openSync } from 'node:fs';
import { codeOf } from './failure.ts';

/** So many files a thread may wait for at a time: for a disk several at once are little more than one. */
export const flushedTogether = 8;

/** Resolves when the disk has all of an open file, its times too; the thread may go on meanwhile. @throws the system's error */
export function flush(file: number): Promise<void> {
  const flushed = new Promise<void>((resolve, reject) => fsync(file, (error) => (error ? reject(error) : resolve())));
  // It may fail before it is waited for.
  flushed.catch(() => {});
  return flushed;
}

/** Where a folder cannot be opened, or not be flushed, its names get to the disk when the system writes them. */
const unflushable = new Set(['EACCES', 'EPERM', 'EISDIR', 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EBADF']);

/** The folders that are being flushed, and the flush that begins after that. */
const folders = new Map<string, { readonly now: Promise<void>; next: Promise<void> | null }>();

/**
 * Resolves when the disk has the names that a folder holds now. One flush does for all who ask while the one before is on its way.
 * @throws the system's error
 */
export function flushFolder(folder: string): Promise<void> {
  const flushing = folders.get(folder);
  if (flushing) {
    flushing.next ??= flushing.now.catch(() => {}).then(() => begin(folder));
    return flushing.next;
  }
  return begin(folder);
}

function begin(folder: string): Promise<void> {
  const flushing = { now: flushNames(folder), next: null as Promise<void> | null };
  folders.set(folder, flushing);
  const forget = () => void (flushing.next === null && folders.delete(folder));
  flushing.now.then(forget, forget);
  return flushing.now;
}

async function flushNames(folder: string): Promise<void> {
  // Windows opens no folders, and keeps their order by itself.
  if (process.platform === 'win32') return;
  try {
    const file = openSync(folder, 'r');
    try {
      await flush(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (!unflushable.has(codeOf(error))) throw error;
  }
}

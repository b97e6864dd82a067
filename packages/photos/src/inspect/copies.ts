import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { PhotoFailure } from '../files/failure.ts';
import { withPhoto } from '../files/open-photo.ts';

interface Sized {
  readonly key: string;
  readonly path: string;
  readonly size: number;
}

/** For each file that holds what an earlier one holds that one's key. Only files of one size are read. */
export async function findCopies(files: readonly Sized[], signal: AbortSignal): Promise<Map<string, string>> {
  const copies = new Map<string, string>();
  for (const same of groupBySize(files).values()) {
    if (same.length < 2) continue;
    const firsts = new Map<string, string>();
    for (const file of same) {
      await setImmediate();
      signal.throwIfAborted();
      const digest = digestOf(file);
      if (digest === null) continue;
      const first = firsts.get(digest);
      if (first === undefined) firsts.set(digest, file.key);
      else copies.set(file.key, first);
    }
  }
  return copies;
}

function groupBySize(files: readonly Sized[]): Map<number, Sized[]> {
  const groups = new Map<number, Sized[]>();
  for (const file of files) {
    const group = groups.get(file.size);
    if (group) group.push(file);
    else groups.set(file.size, [file]);
  }
  return groups;
}

/** Null where it cannot be read: that is told of elsewhere. */
function digestOf({ path }: Sized): string | null {
  try {
    return withPhoto({ path, name: basename(path) }, 'read', (file) => {
      const hash = createHash('sha256');
      const bytes = Buffer.allocUnsafe(1 << 20);
      for (let read = readSync(file, bytes); read > 0; read = readSync(file, bytes)) hash.update(bytes.subarray(0, read));
      return hash.digest('base64');
    });
  } catch (error) {
    if (error instanceof PhotoFailure) return null;
    throw error;
  }
}

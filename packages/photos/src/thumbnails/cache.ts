import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, stat, unlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes under names, on disk; of too many those go that were not asked for longest. */
export interface Cache {
  /** Null for what is not there, or not whole. */
  read(name: string): Promise<Buffer | null>;
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** Bytes in all. */
  readonly size: number;
}

const nameOfOne = /^[\w-]{20,}$/;
const nameOfHalf = /^\.[\w-]+$/;
/** How exactly a file's time tells when it was last asked for, milliseconds. */
const recency = 3_600_000;

/**
 * The cache in a folder, which is made where it is missing. What cannot be written is not kept: that costs time and nothing else.
 * `isWhole` is asked of what a power cut may have spoilt.
 */
export async function openCache(folder: string, mostBytes: number, isWhole: (bytes: Buffer) => boolean): Promise<Cache> {
  // In the order in which they were last asked for.
  const kept = new Map<string, { size: number; touched: number }>();
  let size = 0;
  // One change after the other: a name that goes and comes again at once would lose its new file to the going of the old one.
  let changes: Promise<void> = Promise.resolve();
  const change = (make: () => Promise<void>): Promise<void> => {
    changes = changes.then(make);
    return changes;
  };
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => {});
  for (const { name, ...rest } of await readFolder(folder)) {
    kept.set(name, rest);
    size += rest.size;
  }
  await shrink();

  return {
    get size() {
      return size;
    },

    async read(name) {
      const known = kept.get(name);
      if (!known) return null;
      const bytes = await readFile(join(folder, name)).catch(() => null);
      if (!bytes || !isWhole(bytes)) {
        await change(() => forget(name));
        return null;
      }
      // It may have gone, or become another, while it was read.
      if (kept.get(name) !== known) return bytes;
      kept.delete(name);
      kept.set(name, known);
      const now = Date.now();
      if (now - known.touched > recency) {
        known.touched = now;
        await utimes(join(folder, name), now / 1000, now / 1000).catch(() => {});
      }
      return bytes;
    },

    write: (name, bytes) => change(() => put(name, bytes)),
  };

  async function put(name: string, bytes: Uint8Array): Promise<void> {
    if (bytes.byteLength > mostBytes) return;
    const half = join(folder, `.${randomBytes(12).toString('hex')}`);
    try {
      const file = await open(half, 'wx', 0o600);
      await file.writeFile(bytes).finally(() => file.close());
      await rename(half, join(folder, name));
    } catch {
      await unlink(half).catch(() => {});
      return;
    }
    size += bytes.byteLength - (kept.get(name)?.size ?? 0);
    kept.delete(name);
    kept.set(name, { size: bytes.byteLength, touched: Date.now() });
    await shrink();
  }

  async function shrink(): Promise<void> {
    for (const name of kept.keys()) {
      if (size <= mostBytes) return;
      await forget(name);
    }
  }

  async function forget(name: string): Promise<void> {
    size -= kept.get(name)?.size ?? 0;
    kept.delete(name);
    await unlink(join(folder, name)).catch(() => {});
  }
}

/** What is in the folder, least recently asked for first. What a process left half written when it was killed is taken away. */
async function readFolder(folder: string): Promise<{ name: string; size: number; touched: number }[]> {
  const names = await readdir(folder).catch(() => []);
  await Promise.all(names.filter((name) => nameOfHalf.test(name)).map((name) => unlink(join(folder, name)).catch(() => {})));
  const found = await Promise.all(
    names
      .filter((name) => nameOfOne.test(name))
      .map(async (name) => {
        const stats = await stat(join(folder, name)).catch(() => null);
        return stats?.isFile() ? { name, size: stats.size, touched: stats.mtimeMs } : null;
      }),
  );
  return found.filter((one) => one !== null).sort((left, right) => left.touched - right.touched);
}

import { opendir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { checkPath, isInside } from '../check/paths.ts';
import type { FileEntry, FileList } from '../model/index.ts';
import { refuseFile } from './refusal.ts';
import { createSelection } from './selection.ts';

interface Named {
  readonly name: string;
  readonly kind: FileEntry['kind'];
}

interface Listing {
  readonly roots: readonly string[] | null;
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * As people count: `IMG_2` before `IMG_10`, capitals beside small letters. It is made when names are first sorted: every process would
 * wait for it.
 */
let collator: Intl.Collator | null = null;

function inOrder(left: Named, right: Named): number {
  if (left.kind !== right.kind) return left.kind === 'folder' ? -1 : 1;
  collator ??= new Intl.Collator(undefined, { numeric: true });
  return collator.compare(left.name, right.name) || (left.name < right.name ? -1 : 1);
}

/** The roots, under their last name: where a list of folders begins. One that is gone is left out. */
export async function listRoots(roots: readonly string[], limit: number): Promise<FileList> {
  const named = roots.map((path) => ({ name: basename(path) || path, path }));
  const entries = await Promise.all(named.map(({ name, path }) => look(name, path, roots)));
  const found = entries.filter((entry) => entry !== null).sort(inOrder);
  return { path: null, parent: null, entries: found.slice(0, limit), more: found.length > limit };
}

/**
 * What is in a folder, however much it is: no more is held at a time than is asked for.
 * @throws MilepostError `PATH_NOT_ALLOWED`, `PATH_NOT_FOUND`
 */
export async function listFolder(path: string, { roots, limit, signal }: Listing): Promise<FileList> {
  const folder = await checkPath({ at: ['path'], kind: 'folder', path }, roots);
  const selection = createSelection(limit, inOrder);
  try {
    for await (const { name, ...kinds } of await readNames(folder)) {
      signal?.throwIfAborted();
      if (name.startsWith('.')) continue;
      const kind = kinds.link ? (await look(name, join(folder, name), roots))?.kind : kinds.kind;
      if (kind) selection.offer({ name, kind });
    }
    // Had a link come into its place meanwhile, these would be the names of another folder.
    if ((await realpath(folder)) !== folder) throw new Error('The folder was put somewhere else.');
  } catch (cause) {
    signal?.throwIfAborted();
    throw refuseFile('folder', path, cause);
  }
  const entries = await Promise.all(selection.best.map(({ name }) => look(name, join(folder, name), roots)));
  const above = dirname(folder);
  return {
    path: folder,
    parent: above !== folder && isInside(above, roots) ? above : null,
    entries: entries.filter((entry) => entry !== null),
    more: selection.dropped > 0,
  };
}

async function* readNames(folder: string) {
  for await (const entry of await opendir(folder, { bufferSize: 512 })) {
    const kind = entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : null;
    yield { name: entry.name, link: entry.isSymbolicLink(), kind } as const;
  }
}

/** What is at a path; null where that is neither a file nor a folder, has gone, or is a link that leads out of the roots. */
async function look(name: string, path: string, roots: readonly string[] | null): Promise<FileEntry | null> {
  try {
    const real = await realpath(path);
    if (!isInside(real, roots)) return null;
    const stats = await stat(real);
    const modified = Math.round(stats.mtimeMs);
    if (stats.isDirectory()) return { name, path, kind: 'folder', size: null, modified };
    return stats.isFile() ? { name, path, kind: 'file', size: stats.size, modified } : null;
  } catch {
    return null;
  }
}

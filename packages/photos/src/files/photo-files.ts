import { type Dirent, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { codeOf, describeProblem, PhotoFailure } from './failure.ts';

/** Something that a walk through a folder came by. */
export type Found = Place & ({ readonly type: 'file' | 'link' } | { readonly type: 'unreadable'; readonly problem: string });

interface Place {
  /** Its path inside that folder, with `/` on every system. */
  readonly key: string;
  readonly path: string;
  /** The path of the folder that it is in, and its name there: `node:path` finds them letter by letter. */
  readonly folder: string;
  readonly name: string;
}

interface Walk {
  /** Sub-folders too. */
  readonly recursive: boolean;
  /** Links to files are told of, never followed. */
  readonly signal: AbortSignal;
}

/** Made when names are first sorted: every process that loads the tasks would wait for it. */
let collator: Intl.Collator | null = null;

function compareNames(one: string, other: string): number {
  collator ??= new Intl.Collator('en', { numeric: true });
  return collator.compare(one, other) || (one < other ? -1 : 1);
}

/**
 * The files of a folder in the order in which a person would list them (`IMG_9` before `IMG_10`), those of a folder before those
 * of its sub-folders. Hidden files and folders are left out. What its name promises may be gone when it is opened.
 * @throws PhotoFailure where the folder itself cannot be read.
 */
export function* walkFiles(folder: string, { recursive, signal }: Walk): Generator<Found> {
  const root = openFolder(folder);
  const waiting = [''];
  for (let inner = waiting.pop(); inner !== undefined; inner = waiting.pop()) {
    signal.throwIfAborted();
    const here = join(root, inner.slice(0, -1));
    const list = listFolder(here);
    if ('problem' in list) {
      if (inner === '') throw new PhotoFailure(list.code, folder, list.problem);
      const problem = isGarbled(here) ? garbled : list.problem;
      yield { type: 'unreadable', key: inner.slice(0, -1), path: here, folder: dirname(here), name: basename(here), problem };
      continue;
    }
    const before = here.endsWith(sep) ? here : here + sep;
    for (const entry of list.entries) {
      const { name } = entry;
      const place: Place = { key: inner + name, path: before + name, folder: here, name };
      if (entry.isFile())
        yield isGarbled(place.path) ? { type: 'unreadable', ...place, problem: garbled } : { type: 'file', ...place };
      else if (entry.isSymbolicLink()) yield { type: 'link', ...place };
    }
    if (!recursive) return;
    const folders = list.entries.filter((entry) => entry.isDirectory()).map((entry) => `${inner}${entry.name}/`);
    waiting.push(...folders.reverse());
  }
}

const garbled = 'has a name that is not in UTF-8, by which it cannot be opened';

/** What of a name is no UTF-8 comes as a sign in its place, and the name then leads nowhere. */
function isGarbled(path: string): boolean {
  return path.includes('\ufffd') && lstatSync(path, { throwIfNoEntry: false }) === undefined;
}

/** The folder's real path, so that no part of a file's path is a link. */
function openFolder(folder: string): string {
  try {
    const root = realpathSync.native(folder);
    if (!statSync(root).isDirectory()) throw new PhotoFailure('ENOTDIR', folder, 'is no folder');
    return root;
  } catch (error) {
    if (error instanceof PhotoFailure) throw error;
    const problem = codeOf(error) === 'ENOENT' ? 'does not exist' : describeProblem(error);
    throw new PhotoFailure(codeOf(error), folder, problem, error);
  }
}

function listFolder(path: string): { entries: Dirent[] } | { code: string; problem: string } {
  try {
    const entries = readdirSync(path, { withFileTypes: true }).filter((entry) => !entry.name.startsWith('.'));
    return { entries: entries.sort((one, other) => compareNames(one.name, other.name)) };
  } catch (error) {
    return { code: codeOf(error), problem: describeProblem(error) };
  }
}

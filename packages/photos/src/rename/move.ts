import { linkSync, lstatSync, renameSync, unlinkSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { codeOf, PhotoFailure, toFolderFailure } from '../files/failure.ts';
import { flushFolder } from '../files/flush.ts';
import { refuseLinks } from '../files/open-photo.ts';

/** A file gets another name. The inode tells it from any other file that may come to have one of its names. */
export type Step = {
  readonly from: string;
  readonly to: string;
  readonly inode: number;
  /** When it was modified as its plan was made, epoch milliseconds; absent from what an older Milepost did. */
  readonly modified?: number;
};

/** File systems where a file has but one name, and those that refuse second names of what belongs to others. */
const withoutLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'UNKNOWN']);

/** As two names look to a file system that takes upper and lower case for one, and accents for one however they are written. */
export function fold(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/**
 * Takes all steps, one after the other, or none, and waits until the names are on disk. It may be repeated, after a crash at any
 * moment too: a file that is further on its way already is left there. Nothing is ever written over.
 * @throws PhotoFailure, with all names as they were, where a file is gone or a name is taken.
 */
export async function takeSteps(steps: readonly Step[]): Promise<void> {
  const taken: Step[] = [];
  let name = '';
  try {
    for (const [index, step] of steps.entries()) {
      name = basename(step.from);
      if (takeStep(step, steps.slice(index))) taken.push(step);
    }
    for (const folder of new Set(steps.map(({ to }) => dirname(to)))) await flushFolder(folder);
  } catch (error) {
    const failure = toFolderFailure(error, name);
    for (const { from, to } of taken.reverse()) giveBack(to, from, failure);
    throw failure;
  }
}

/** The same steps backwards. */
export function reverseSteps(steps: readonly Step[]): Step[] {
  return steps.map((step) => ({ ...step, from: step.to, to: step.from })).reverse();
}

/** False where it had been taken before. `rest` are the steps from this one on. */
function takeStep({ from, to, inode }: Step, rest: readonly Step[]): boolean {
  refuseLinks({ path: dirname(from), name: basename(from) });
  const found = inodeAt(from);
  const isThere = ({ to }: Step) => inodeAt(to) === inode && !(found === inode && isSameName(to, from));
  const further = rest.find((later) => later.inode === inode && isThere(later));
  if (further) {
    // It has both names since a crash between giving it one and taking the other.
    if (found === inode) unlinkSync(from);
    return false;
  }
  if (found === null) throw new PhotoFailure('ENOENT', basename(from), 'is no longer there');
  if (found !== inode) throw new PhotoFailure('CHANGED', basename(from), 'is another file than it was');
  move(from, to);
  return true;
}

/** On a file system that ignores case, a name that differs in case alone finds the same file before and after. */
function isSameName(one: string, other: string): boolean {
  return one !== other && fold(one) === fold(other);
}

function inodeAt(path: string): number | null {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isFile() ? stats.ino : null;
}

/** A rename would write over what is there without a word; a second name for the file is refused where there is one. */
function move(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw taken(from, to, error);
    if (!withoutLinks.has(codeOf(error))) throw error;
    if (lstatSync(to, { throwIfNoEntry: false })) throw taken(from, to, error);
    renameSync(from, to);
    return;
  }
  try {
    unlinkSync(from);
  } catch (error) {
    unlinkSync(to);
    throw error;
  }
}

function taken(from: string, to: string, cause: unknown): PhotoFailure {
  return new PhotoFailure('EXISTS', basename(from), `cannot become ${basename(to)}: there is something of that name`, cause);
}

function giveBack(from: string, to: string, failure: PhotoFailure): void {
  try {
    move(from, to);
  } catch (error) {
    const why = `${basename(from)} could not get its name ${basename(to)} back`;
    throw new PhotoFailure('HALF_DONE', basename(to), `is called ${basename(from)} now: ${failure.message} And ${why}`, error);
  }
}

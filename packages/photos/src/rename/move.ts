import { linkSync, lstatSync, renameSync, unlinkSync } from 'node:fs';
import { dirname, sep } from 'node:path';
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

/** What is always written in one way. */
const plain = /^[ -~]*$/;

/** The name that a real path ends with. `basename` goes through it letter by letter, which takes as long as to rename a file. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf(sep) + 1);
}

/** As two names look to a file system that takes upper and lower case for one, and accents for one however they are written. */
export function fold(name: string): string {
  return (plain.test(name) ? name : name.normalize('NFC')).toLowerCase();
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
      name = nameOf(step.from);
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
  checkFolder(from);
  const found = inodeAt(from);
  const isThere = ({ to }: Step) => inodeAt(to) === inode && !(found === inode && isSameName(to, from));
  const isFurther = () => rest.some((later) => later.inode === inode && isThere(later));
  // Where the next name is free, as nearly always, nothing else needs to be looked at.
  if (found === inode) {
    try {
      move(from, to);
      return true;
    } catch (error) {
      if (!(error instanceof PhotoFailure) || !isFurther()) throw error;
      // It has both names since a crash between giving it one and taking the other.
      unlinkSync(from);
      return false;
    }
  }
  if (isFurther()) return false;
  if (found === null) throw new PhotoFailure('ENOENT', nameOf(from), 'is no longer there');
  throw new PhotoFailure('CHANGED', nameOf(from), 'is another file than it was');
}

/** The folders that were looked at in this turn of the loop, in which many names are given. */
const checked = new Set<string>();

/** @throws PhotoFailure where a folder above the file became a link since its path was found */
function checkFolder(path: string): void {
  const folder = dirname(path);
  if (checked.has(folder)) return;
  refuseLinks({ path: folder, name: nameOf(path) });
  if (checked.size === 0) setImmediate(() => checked.clear());
  checked.add(folder);
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
  return new PhotoFailure('EXISTS', nameOf(from), `cannot become ${nameOf(to)}: there is something of that name`, cause);
}

function giveBack(from: string, to: string, failure: PhotoFailure): void {
  try {
    move(from, to);
  } catch (error) {
    const why = `${nameOf(from)} could not get its name ${nameOf(to)} back`;
    throw new PhotoFailure('HALF_DONE', nameOf(to), `is called ${nameOf(from)} now: ${failure.message} And ${why}`, error);
  }
}

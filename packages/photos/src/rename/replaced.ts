import { lstatSync, type Stats } from 'node:fs';
import type { Step } from './move.ts';

/** Times this close, milliseconds, are one: Node sets them to the microsecond. */
const closeTimes = 1;

/**
 * The steps for the files as they are now. A photo that was turned meanwhile, and turned back, is another file, with the time that it
 * had; it is followed where nothing else could be meant. What cannot be found stays as it is, and fails when its step is taken.
 */
export function followReplaced(steps: readonly Step[]): readonly Step[] {
  const inodes = new Set(steps.map(({ inode }) => inode));
  const now = new Map<number, number>();
  for (const inode of inodes) {
    const own = steps.filter((step) => step.inode === inode);
    const found = [own[0]?.from ?? '', ...own.map(({ to }) => to)].flatMap(statsAt);
    if (found.some(({ ino }) => ino === inode)) continue;
    const meant = found.find(({ ino, mtimeMs }) => !inodes.has(ino) && isClose(mtimeMs, own[0]?.modified));
    if (meant) now.set(inode, meant.ino);
  }
  const meantOnce = (inode: number) => [...now.values()].filter((other) => other === inode).length === 1;
  return steps.map((step) => {
    const inode = now.get(step.inode);
    return inode !== undefined && meantOnce(inode) ? { ...step, inode } : step;
  });
}

function isClose(time: number, other: number | undefined): boolean {
  return other !== undefined && Math.abs(time - other) < closeTimes;
}

function statsAt(path: string): Stats[] {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isFile() ? [stats] : [];
}

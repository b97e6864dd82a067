import { lstatSync, type Stats } from 'node:fs';
import type { Step } from './move.ts';

/** Times this close, milliseconds, are one: Node sets them to the microsecond. */
const closeTimes = 1;

/**
 * The steps for the files as they are now. A photo that was turned meanwhile, and turned back, is another file, with the time that it
 * had; it is followed where nothing else could be meant. Its inode may be one that another of them had before, for file systems give
 * them out again: so a photo is known by both, inode and time, before it is known by one of them. What cannot be found stays as it
 * is, and fails when its step is taken.
 */
export function followReplaced(steps: readonly Step[]): readonly Step[] {
  const isItself = ({ ino, mtimeMs }: Stats) => steps.some(({ inode, modified }) => ino === inode && isClose(mtimeMs, modified));
  const now = new Map<number, number>();
  for (const { inode, modified } of steps) {
    const own = steps.filter((step) => step.inode === inode);
    const found = [own[0]?.from ?? '', ...own.map(({ to }) => to)].flatMap(statsAt);
    const itself = found.find((stats) => stats.ino === inode && isItself(stats));
    const meant = itself ?? found.find((stats) => isClose(stats.mtimeMs, modified) && !isItself(stats));
    now.set(inode, meant?.ino ?? inode);
  }
  const meantOnce = (inode: number) => [...now.values()].filter((other) => other === inode).length === 1;
  return steps.map((step) => {
    const inode = now.get(step.inode) ?? step.inode;
    return meantOnce(inode) ? { ...step, inode } : step;
  });
}

function isClose(time: number, other: number | undefined): boolean {
  return other !== undefined && Math.abs(time - other) < closeTimes;
}

function statsAt(path: string): Stats[] {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isFile() ? [stats] : [];
}

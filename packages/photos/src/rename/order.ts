import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fold, type Step } from './move.ts';

/** A photo, and the names that it and the files that belong to it get. */
export interface Renaming {
  readonly key: string;
  readonly moves: readonly Step[];
}

/** Photos that wait for each other's names, and the steps in an order in which each name is free when its turn comes. */
export interface Group {
  readonly renamings: readonly Renaming[];
  readonly steps: readonly Step[];
}

/**
 * Puts photos together whose names depend on each other: one takes the name that another has until then. What is in different
 * groups may be done in any order, or at once. Groups come in the order of their first photos.
 */
export function groupRenamings(renamings: readonly Renaming[]): Group[] {
  const owners = new Map(renamings.flatMap((one) => one.moves.map(({ from }) => [fold(from), one] as const)));
  const groups = new Map<Renaming, Renaming[]>(renamings.map((one) => [one, [one]]));
  for (const one of renamings) {
    for (const { to } of one.moves) {
      const other = owners.get(fold(to));
      const [mine, theirs] = [groups.get(one), other && groups.get(other)];
      if (!mine || !theirs || mine === theirs) continue;
      // The smaller one joins, so that a chain of any length costs little.
      const [small, great] = mine.length < theirs.length ? [mine, theirs] : [theirs, mine];
      great.push(...small);
      for (const member of small) groups.set(member, great);
    }
  }
  const position = new Map(renamings.map((one, index) => [one, index]));
  const inOrder = (one: Renaming, other: Renaming) => (position.get(one) ?? 0) - (position.get(other) ?? 0);
  return [...new Set(groups.values())]
    .map((members) => members.sort(inOrder))
    .map((members) => ({ renamings: members, steps: orderSteps(members.flatMap(({ moves }) => moves)) }));
}

/**
 * Who takes a name comes after the one who leaves it. Every name is left by one and taken by one at most, so that the moves
 * are chains and circles. A circle is opened by a file that waits under a name that nobody else has.
 */
export function orderSteps(moves: readonly Step[]): Step[] {
  const leaving = new Map(moves.map((move) => [fold(move.from), move]));
  const done = new Set<Step>();
  const steps: Step[] = [];
  for (const start of moves) {
    const chain: Step[] = [];
    for (let move: Step | undefined = start; move && !done.has(move); move = leaving.get(fold(move.to))) {
      done.add(move);
      chain.push(move);
    }
    const last = chain.at(-1);
    if (!last) continue;
    if (leaving.get(fold(last.to)) === start) {
      const waiting = join(dirname(start.from), waitingName(start));
      steps.push({ ...start, to: waiting }, ...chain.slice(1).reverse(), { ...start, from: waiting });
    } else {
      steps.push(...chain.reverse());
    }
  }
  return steps;
}

function waitingName({ from, inode }: Step): string {
  return `.milepost-${inode}-${createHash('sha256').update(from).digest('hex').slice(0, 12)}.name`;
}

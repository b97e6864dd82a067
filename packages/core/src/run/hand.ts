import { leftOf, type Portion, type Run, readItem } from '../items/block.ts';
import type { PlannedItem } from '../model/index.ts';

/** What a thread was given and has not told of. It does it in the order in which it was given. */
export class Hand {
  #portions: Portion[] = [];
  #size = 0;

  /** How many items. */
  get size(): number {
    return this.#size;
  }

  add(portions: readonly Portion[]): void {
    this.#portions.push(...portions);
    for (const { left } of portions) for (const run of left) this.#size += run.count;
  }

  /** These it has told of. */
  remove(gone: Run): void {
    this.#size -= gone.count;
    this.#portions = this.#portions.flatMap((portion) => {
      const { block, left } = portion;
      if (gone.first < block.first || gone.first >= block.first + block.count) return [portion];
      const rest = left.flatMap((run) => leftOf(run, cut(gone, run)));
      return rest.length > 0 ? [{ block, left: rest }] : [];
    });
  }

  /** The item at a place of the plan, if it is of a block in hand. */
  item(position: number): PlannedItem | undefined {
    for (const { block } of this.#portions) {
      const item = readItem(block, position);
      if (item !== undefined) return item;
    }
    return undefined;
  }

  /** All of it; the hand is empty then. */
  takeAll(): readonly Portion[] {
    const all = this.#portions;
    this.#portions = [];
    this.#size = 0;
    return all;
  }
}

/** The part of one run that lies in another. */
function cut(run: Run, within: Run): Run[] {
  const first = Math.max(run.first, within.first);
  const count = Math.min(run.first + run.count, within.first + within.count) - first;
  return count > 0 ? [{ first, count }] : [];
}

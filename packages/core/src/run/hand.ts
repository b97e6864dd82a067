import { type Block, leftOf, openItems, type Portion, type Run } from '../items/block.ts';
import type { PlannedItem } from '../model/index.ts';

/** What a thread was given and has not told of. It does it in the order in which it was given. */
export class Hand {
  #portions: Portion[] = [];
  #size = 0;
  /** The block that was read last, and its items: that is asked 20 times a second. */
  #read: { block: Block; item: (index: number) => PlannedItem } | null = null;

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
    const block = this.#portions.find(({ block }) => position >= block.first && position < block.first + block.count)?.block;
    if (block === undefined) return undefined;
    if (this.#read?.block !== block) this.#read = { block, item: openItems(block) };
    return this.#read.item(position - block.first);
  }

  /** All of it; the hand is empty then. */
  takeAll(): readonly Portion[] {
    const all = this.#portions;
    this.#portions = [];
    this.#size = 0;
    this.#read = null;
    return all;
  }
}

/** The part of one run that lies in another. */
function cut(run: Run, within: Run): Run[] {
  const first = Math.max(run.first, within.first);
  const count = Math.min(run.first + run.count, within.first + within.count) - first;
  return count > 0 ? [{ first, count }] : [];
}

import { type Block, openItems, type Run, readReceipts } from '../items/block.ts';
import type { Json, PlannedItem } from '../model/index.ts';

/** An item with its place in the plan. */
export interface PlacedItem {
  readonly position: number;
  readonly item: PlannedItem;
  /** What it left when it was done, where it is to be taken back. */
  readonly receipt: Json | undefined;
  /** Tells whether two items are of the same block. */
  readonly block: object;
}

/** The items of a block, once they are read. */
interface Read {
  readonly first: number;
  readonly item: (index: number) => PlannedItem;
  readonly receipts: { readonly [index: number]: Json };
}

/** The items that were sent to this thread and wait for their turn. */
export class ItemQueue {
  #block: (() => Read) | null = null;
  #waiting: { block: () => Read; run: Run }[] = [];
  #now: { block: Read; next: number; end: number } | null = null;
  #finished = false;
  #wake: (() => void) | null = null;

  /** Without a block they are of the one that was put before. */
  put(block: Block | null, runs: readonly Run[]): void {
    if (block !== null) this.#block = readOnce(block);
    for (const run of runs) if (this.#block !== null) this.#waiting.push({ block: this.#block, run });
    this.#wake?.();
  }

  /** No more will come. */
  finish(): void {
    this.#finished = true;
    this.#wake?.();
  }

  next(): PlacedItem | undefined {
    if (this.#now === null) {
      const next = this.#waiting.shift();
      if (next === undefined) return undefined;
      this.#now = { block: next.block(), next: next.run.first, end: next.run.first + next.run.count };
    }
    const { block, end } = this.#now;
    const position = this.#now.next++;
    if (this.#now.next >= end) this.#now = null;
    const index = position - block.first;
    return { position, item: block.item(index), receipt: block.receipts[index], block };
  }

  /** The next one, or null when there are no more; `idle` is called before it waits. */
  async take(idle: () => void): Promise<PlacedItem | null> {
    for (;;) {
      const item = this.next();
      if (item !== undefined) return item;
      idle();
      if (this.#finished) return null;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

/** It is read when its first item has its turn, and let go with its last. */
function readOnce(block: Block): () => Read {
  let read: Read | null = null;
  return () => {
    read ??= { first: block.first, item: openItems(block), receipts: readReceipts(block.receipts) };
    return read;
  };
}

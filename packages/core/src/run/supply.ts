import type { PlacedItem } from '../engine.ts';

/** Hands out what is left of a plan, a few at a time, to whoever asks first. */
export class Supply {
  readonly #blocks: AsyncIterator<readonly PlacedItem[]>;
  #ready: PlacedItem[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  constructor(blocks: AsyncIterable<readonly PlacedItem[]>) {
    this.#blocks = blocks[Symbol.asyncIterator]();
  }

  /** Up to `count` items; none when there are no more. */
  next(count: number): Promise<readonly PlacedItem[]> {
    const turn = this.#turn.then(() => this.#take(count));
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /** Takes back what was handed out and not done. */
  putBack(items: readonly PlacedItem[]): void {
    this.#ready = [...items, ...this.#ready];
  }

  async #take(count: number): Promise<readonly PlacedItem[]> {
    while (this.#ready.length === 0) {
      const block = await this.#blocks.next();
      if (block.done) return [];
      this.#ready = [...block.value];
    }
    return this.#ready.splice(0, count);
  }
}

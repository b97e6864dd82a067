import type { PlacedItem } from '../engine.ts';

/** The items that were sent to this thread and wait for their turn. */
export class ItemQueue {
  #items: PlacedItem[] = [];
  #head = 0;
  #finished = false;
  #wake: (() => void) | null = null;

  put(items: readonly PlacedItem[]): void {
    this.#items = this.#head === this.#items.length ? [...items] : [...this.#items.slice(this.#head), ...items];
    this.#head = 0;
    this.#wake?.();
  }

  /** No more will come. */
  finish(): void {
    this.#finished = true;
    this.#wake?.();
  }

  next(): PlacedItem | undefined {
    return this.#items[this.#head++] ?? this.#rewind();
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

  #rewind(): undefined {
    this.#items = [];
    this.#head = 0;
  }
}

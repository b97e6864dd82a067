/** Counts what was sent and not yet taken. */
export class Acknowledgement {
  #open = 0;
  #wake: (() => void) | null = null;

  give(): void {
    this.#open--;
    this.#wake?.();
  }

  /** One more is sent. */
  sent(): void {
    this.#open++;
  }

  /** Resolves when no more than `most` are under way. One waits at a time. */
  async atMost(most: number): Promise<void> {
    while (this.#open > most) await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}

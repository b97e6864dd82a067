/** Counts what was sent and not yet taken. */
export class Acknowledgement {
  #open = 0;
  #wake: (() => void) | null = null;

  give(): void {
    this.#open--;
    this.#wake?.();
  }

  /** One more is sent; resolves when no more than `most` are under way. */
  async atMost(most: number): Promise<void> {
    this.#open++;
    while (this.#open > most) await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}

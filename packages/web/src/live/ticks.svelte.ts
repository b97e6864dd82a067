import { SvelteSet } from 'svelte/reactivity';

/** Which rows of a list are ticked; with Shift all between the one that was ticked before and this one. */
export class Ticks {
  readonly #keys = new SvelteSet<string>();
  #anchor: string | null = null;

  get size(): number {
    return this.#keys.size;
  }

  get keys(): readonly string[] {
    return [...this.#keys];
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  set(keys: Iterable<string>, on: boolean): void {
    for (const key of keys) {
      if (on) this.#keys.add(key);
      else this.#keys.delete(key);
    }
  }

  /** `order` is the list as it is seen. */
  press(key: string, on: boolean, shift: boolean, order: readonly string[]): void {
    const from = shift && this.#anchor !== null ? order.indexOf(this.#anchor) : -1;
    const to = order.indexOf(key);
    this.#anchor = key;
    this.set(from === -1 || to === -1 ? [key] : order.slice(Math.min(from, to), Math.max(from, to) + 1), on);
  }

  clear(): void {
    this.#keys.clear();
    this.#anchor = null;
  }
}

import type { Json } from '@milepost/core/model';

/** So many are kept of each task. */
const most = 5;

/** The inputs that this browser has started a task with, newest first. */
export class RecentInputs {
  readonly #place: string;
  #inputs = $state.raw<readonly Json[]>([]);

  constructor(task: string) {
    this.#place = `milepost.recent.${task}`;
    this.#inputs = this.#read();
  }

  get current(): readonly Json[] {
    return this.#inputs;
  }

  add(input: Json): void {
    const written = JSON.stringify(input);
    this.#keep([input, ...this.#inputs.filter((other) => JSON.stringify(other) !== written)].slice(0, most));
  }

  clear(): void {
    this.#keep([]);
  }

  #keep(inputs: readonly Json[]): void {
    this.#inputs = inputs;
    try {
      localStorage.setItem(this.#place, JSON.stringify(inputs));
    } catch {
      // The browser has no room, or keeps nothing: then they are kept as long as the page.
    }
  }

  /** Anything may stand there. */
  #read(): readonly Json[] {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(this.#place) ?? '[]');
      return Array.isArray(kept) ? kept.filter((one) => typeof one === 'object' && one !== null).slice(0, most) : [];
    } catch {
      return [];
    }
  }
}

import { createSubscriber } from 'svelte/reactivity';

/** The time, once a second unless told, as long as something on the page reads it. */
export class Clock {
  readonly #subscribe: () => void;

  constructor(everyMs = 1000) {
    this.#subscribe = createSubscriber((update) => {
      const timer = setInterval(update, everyMs);
      return () => clearInterval(timer);
    });
  }

  get now(): number {
    this.#subscribe();
    return Date.now();
  }
}

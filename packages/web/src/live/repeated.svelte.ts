import { createSubscriber } from 'svelte/reactivity';

/** What nobody pushes, asked for again and again, as long as something on the page reads it. */
export class Repeated<Value> {
  readonly #subscribe: () => void;
  #value: Value | undefined;

  constructor(ask: (signal: AbortSignal) => Promise<Value>, everyMs: number) {
    this.#subscribe = createSubscriber((update) => {
      const stop = new AbortController();
      const look = async () => {
        try {
          this.#value = await ask(stop.signal);
          update();
        } catch {
          // The next look may have more luck; the pill tells of a server that is away.
        }
        if (!stop.signal.aborted) timer = setTimeout(look, everyMs);
      };
      let timer: ReturnType<typeof setTimeout> | undefined;
      void look();
      return () => {
        stop.abort();
        clearTimeout(timer);
      };
    });
  }

  /** Undefined until the first answer. */
  get current(): Value | undefined {
    this.#subscribe();
    return this.#value;
  }
}

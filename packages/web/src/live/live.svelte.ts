import { createSubscriber } from 'svelte/reactivity';
import { oncePerFrame } from './frame.ts';

interface LiveOptions<State, Event> {
  readonly initial: State;
  /** Opens the stream; aborting the signal ends it. */
  open(signal: AbortSignal): AsyncIterable<Event>;
  reduce(state: State, event: Event): State;
  /** For how many an event counts; for one unless told. */
  weigh?(event: Event): number;
}

/** Called with how many events have come, whichever stream they came from. */
type Listener = (count: number) => void;
const listeners = new Set<Listener>();

/** Listens to the arrival of events. Gives what ends it. */
export function onArrival(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * A stream of events as state: opened when something on the page first reads it, closed after the last has gone, and telling of
 * itself at most once an animation frame.
 */
export class Live<State, Event> {
  readonly #options: LiveOptions<State, Event>;
  readonly #subscribe: () => void;
  #state: State;
  #error: unknown = null;

  constructor(options: LiveOptions<State, Event>) {
    this.#options = options;
    this.#state = options.initial;
    this.#subscribe = createSubscriber((update) => {
      const stop = new AbortController();
      const frame = oncePerFrame(update);
      void this.#follow(stop.signal, frame.request);
      return () => {
        stop.abort();
        frame.cancel();
      };
    });
  }

  get current(): State {
    this.#subscribe();
    return this.#state;
  }

  /** Why it ended early, or null. */
  get error(): unknown {
    this.#subscribe();
    return this.#error;
  }

  async #follow(signal: AbortSignal, changed: () => void): Promise<void> {
    this.#error = null;
    try {
      for await (const event of this.#options.open(signal)) {
        if (signal.aborted) return;
        this.#state = this.#options.reduce(this.#state, event);
        for (const listener of listeners) listener(this.#options.weigh?.(event) ?? 1);
        changed();
      }
    } catch (error) {
      if (signal.aborted) return;
      this.#error = error;
      changed();
    }
  }
}

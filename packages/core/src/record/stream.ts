import type { WatchOptions } from '../milepost.ts';
import type { Numbered } from '../model/index.ts';

/** What a stream is made of: the next event if there is one, and whether it is over. */
export interface Source<Event> {
  /** Null when there is nothing just now; `done` when there will never be. What is at hand is given without a promise. */
  next(): Next<Event> | Promise<Next<Event>>;
  /** Calls back when there may be more. Gives what stops it. */
  listen(wake: () => void): () => void;
}

export type Next<Event> = Numbered<Event> | null | 'done';

/**
 * An iterator by hand rather than a generator: `return()` is answered at once, also while `next()` waits, so that a watcher
 * that leaves leaves nothing behind. Of one event that a thousand watch there are a thousand deliveries: each makes one promise, and
 * none where it is taken.
 */
export function createStream<Event>(
  source: Source<Event>,
  options: Pick<WatchOptions<Event>, 'signal' | 'take'> = {},
): AsyncIterableIterator<Numbered<Event>> {
  return new Stream(source, options);
}

interface Reader<Event> {
  resolve(result: IteratorResult<Numbered<Event>>): void;
  reject(reason: unknown): void;
}

class Stream<Event> implements AsyncIterableIterator<Numbered<Event>> {
  readonly #source: Source<Event>;
  readonly #signal: AbortSignal | undefined;
  readonly #takes: WatchOptions<Event>['take'];
  readonly #unlisten: () => void;
  /** Who waits for an event, the first first. */
  readonly #readers: Reader<Event>[] = [];
  #over = false;
  #asking = false;
  #woken = false;

  constructor(source: Source<Event>, { signal, take }: Pick<WatchOptions<Event>, 'signal' | 'take'>) {
    this.#source = source;
    this.#signal = signal;
    this.#takes = take;
    this.#unlisten = source.listen(() => {
      this.#woken = true;
      this.#serve();
    });
    signal?.addEventListener('abort', this, { once: true });
    if (signal?.aborted) this.#end();
  }

  next(): Promise<IteratorResult<Numbered<Event>>> {
    if (this.#over) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.#readers.push({ resolve, reject });
      this.#serve();
    });
  }

  async return(): Promise<IteratorResult<Numbered<Event>>> {
    this.#end();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The signal says that it is aborted. */
  handleEvent(): void {
    this.#end();
  }

  #serve(): void {
    while (this.#readers.length > 0 && !this.#asking && !this.#over) {
      this.#asking = true;
      this.#woken = false;
      try {
        const next = this.#source.next();
        if (next instanceof Promise) {
          next.then((next) => this.#take(next) && this.#serve()).catch((thrown: unknown) => this.#fail(thrown));
          return;
        }
        if (!this.#take(next)) return;
      } catch (thrown) {
        this.#fail(thrown);
      }
    }
  }

  /** True when there may be more at once. */
  #take(next: Next<Event>): boolean {
    this.#asking = false;
    if (this.#over) return false;
    if (next === 'done') this.#end();
    else if (next !== null && !this.#takes?.(next)) this.#readers.shift()?.resolve({ done: false, value: next });
    return next !== null || this.#woken;
  }

  #fail(thrown: unknown): void {
    this.#asking = false;
    const reader = this.#over ? undefined : this.#readers.shift();
    this.#end();
    reader?.reject(thrown);
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#unlisten();
    this.#signal?.removeEventListener('abort', this);
    for (const { resolve } of this.#readers.splice(0)) resolve({ done: true, value: undefined });
  }
}

import type { Numbered } from '../model/index.ts';

/** What a stream is made of: the next event if there is one, and whether it is over. */
export interface Source<Event> {
  /** Null when there is nothing just now; `done` when there will never be. */
  next(): Promise<Numbered<Event> | null | 'done'>;
  /** Calls back when there may be more. Gives what stops it. */
  listen(wake: () => void): () => void;
}

/**
 * An iterator by hand rather than a generator: `return()` is answered at once, also while `next()` waits, so that a watcher
 * that leaves leaves nothing behind.
 */
export function createStream<Event>(source: Source<Event>, signal?: AbortSignal): AsyncIterableIterator<Numbered<Event>> {
  let over = signal?.aborted ?? false;
  let woken = false;
  let wake = () => {};
  const unlisten = source.listen(() => {
    woken = true;
    wake();
  });
  const end = () => {
    over = true;
    unlisten();
    signal?.removeEventListener('abort', end);
    wake();
  };
  signal?.addEventListener('abort', end, { once: true });
  if (over) end();

  async function step(): Promise<IteratorResult<Numbered<Event>>> {
    while (!over) {
      woken = false;
      const next = await source.next().catch((thrown: unknown) => {
        end();
        throw thrown;
      });
      if (next === 'done') end();
      else if (next !== null) return { done: false, value: next };
      else if (!woken && !over) await new Promise<void>((resolve) => (wake = resolve));
    }
    return { done: true, value: undefined };
  }

  let last: Promise<unknown> = Promise.resolve();
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      const result = last.then(step, step);
      last = result.catch(() => {});
      return result;
    },
    async return() {
      end();
      return { done: true, value: undefined };
    },
  };
}

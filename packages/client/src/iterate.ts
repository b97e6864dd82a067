/** Where values go that somebody iterates over. */
export interface Sink<Value> {
  push(value: Value): void;
  end(): void;
  fail(error: unknown): void;
}

export interface IterateOptions<Value> {
  readonly signals: readonly (AbortSignal | undefined)[];
  /** One value instead of the last unread one and a newer one, or null to keep both. */
  readonly merge?: (unread: Value, newer: Value) => Value | null;
}

/**
 * An iterator over what a source pushes. The source starts at the first `next()` and is stopped by its end, an aborted signal
 * (whose reason is thrown) or `return()`, which is answered at once, even where a `next()` is still waiting: an async generator
 * would park it behind that.
 */
export function iterate<Value>(
  start: (sink: Sink<Value>) => () => void,
  options: IterateOptions<Value>,
): AsyncIterableIterator<Value> {
  const signals = options.signals.filter((signal) => signal !== undefined);
  const unread: Value[] = [];
  const readers: { resolve(result: IteratorResult<Value>): void; reject(error: unknown): void }[] = [];
  let ended: { readonly error?: unknown } | null = null;
  let stop: (() => void) | null = null;

  const finish = (outcome: { readonly error?: unknown }) => {
    if (ended) return;
    ended = outcome;
    stop?.();
    for (const signal of signals) signal.removeEventListener('abort', abort);
    for (const reader of readers.splice(0)) settle(reader);
  };
  const settle = (reader: (typeof readers)[number]) => {
    if (ended && 'error' in ended) {
      const { error } = ended;
      ended = {};
      reader.reject(error);
    } else reader.resolve({ done: true, value: undefined });
  };
  function abort(this: AbortSignal) {
    unread.length = 0;
    finish({ error: this.reason });
  }
  const sink: Sink<Value> = {
    push(value) {
      if (ended) return;
      const reader = readers.shift();
      if (reader) return reader.resolve({ done: false, value });
      const last = unread.at(-1);
      const merged = last === undefined ? null : (options.merge?.(last, value) ?? null);
      if (merged === null) unread.push(value);
      else unread[unread.length - 1] = merged;
    },
    end: () => finish({}),
    fail: (error) => finish({ error }),
  };
  const open = () => {
    const aborted = signals.find((signal) => signal.aborted);
    if (aborted) return abort.call(aborted);
    for (const signal of signals) signal.addEventListener('abort', abort);
    stop = () => {};
    stop = start(sink);
    if (ended) stop();
  };

  return {
    next() {
      if (!stop && !ended) open();
      const value = unread.shift();
      if (value !== undefined) return Promise.resolve({ done: false, value });
      return new Promise((resolve, reject) => {
        const reader = { resolve, reject };
        if (ended) settle(reader);
        else readers.push(reader);
      });
    },
    async return() {
      unread.length = 0;
      finish({});
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

export interface Limits {
  readonly signals: readonly (AbortSignal | undefined)[];
  readonly ms: number;
  /** Called each time that `ms` have passed: what it throws ends the call, and else the call may go on. */
  onLate(): Promise<void>;
}

/** Makes a call that ends with the reason of the first signal that is aborted, or when it takes too long. */
export async function withinLimits<Answer>(limits: Limits, call: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
  const controller = new AbortController();
  const watched = limits.signals.filter((signal) => signal !== undefined);
  for (const signal of watched) signal.throwIfAborted();

  function stop(this: AbortSignal) {
    controller.abort(this.reason);
  }
  for (const signal of watched) signal.addEventListener('abort', stop);

  let timer: ReturnType<typeof setTimeout> | undefined;
  const watchTheClock = () => {
    timer = setTimeout(() => {
      limits.onLate().then(
        () => !controller.signal.aborted && watchTheClock(),
        (error) => controller.abort(error),
      );
    }, limits.ms);
  };
  watchTheClock();

  // What goes to the server together with others goes on for them, and is not waited for here.
  const aborted = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true });
  });
  // When the call is over, nobody hears of it.
  aborted.catch(() => {});

  try {
    return await Promise.race([call(controller.signal), aborted]);
  } catch (error) {
    controller.signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    for (const signal of watched) signal.removeEventListener('abort', stop);
    controller.abort();
  }
}

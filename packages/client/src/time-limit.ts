export interface Limits {
  readonly signals: readonly (AbortSignal | undefined)[];
  readonly ms: number;
  /** Called each time that `ms` have passed: what it throws ends the call, and else the call may go on. */
  onLate(): Promise<void>;
}

/** Makes a call that ends with the reason of the first signal that is aborted, or when it takes too long. */
export async function withinLimits<Answer>(limits: Limits, call: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
  const watched = limits.signals.filter((signal) => signal !== undefined);
  for (const signal of watched) signal.throwIfAborted();
  const controller = new AbortController();
  let refuse: (reason: unknown) => void = () => {};
  // What goes to the server together with others goes on for them, and is not waited for here.
  const aborted = new Promise<never>((_, reject) => (refuse = reject));
  // When the call is over, nobody hears of it.
  aborted.catch(() => {});
  let over = false;

  function end(reason: unknown): void {
    controller.abort(reason);
    refuse(controller.signal.reason);
  }
  function stop(this: AbortSignal) {
    end(this.reason);
  }
  for (const signal of watched) signal.addEventListener('abort', stop);

  let timer: ReturnType<typeof setTimeout> | undefined;
  const watchTheClock = () => {
    timer = setTimeout(() => limits.onLate().then(() => over || watchTheClock(), end), limits.ms);
  };
  watchTheClock();

  try {
    return await Promise.race([call(controller.signal), aborted]);
  } catch (error) {
    controller.signal.throwIfAborted();
    throw error;
  } finally {
    over = true;
    clearTimeout(timer);
    for (const signal of watched) signal.removeEventListener('abort', stop);
  }
}

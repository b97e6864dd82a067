/** What was asked of the server once: on its way, there, or refused. */
export class Loaded<Value> {
  #value = $state.raw<Value>();
  #error = $state.raw<unknown>(null);
  #loading = $state.raw(false);
  #stop = new AbortController();

  get current(): Value | undefined {
    return this.#value;
  }

  get error(): unknown {
    return this.#error;
  }

  get loading(): boolean {
    return this.#loading;
  }

  /** Asks anew; an answer to an older question is not waited for. What was there stays until the new one has come. */
  async load(ask: (signal: AbortSignal) => Promise<Value>): Promise<void> {
    this.#stop.abort();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#loading = true;
    try {
      const value = await ask(signal);
      if (signal.aborted) return;
      this.#value = value;
      this.#error = null;
    } catch (error) {
      if (signal.aborted) return;
      this.#error = error;
    }
    this.#loading = false;
  }
}

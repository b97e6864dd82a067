/** Tells one errand to stop. The signal is made for who asks for it: most tasks hear of it by their progress. */
export class Stopping {
  #controller: AbortController | null = null;
  #told: { readonly reason: unknown } | null = null;

  get aborted(): boolean {
    return this.#told !== null;
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#told !== null) this.#controller.abort(this.#told.reason);
    return this.#controller.signal;
  }

  abort(reason: unknown): void {
    this.#told ??= { reason };
    this.#controller?.abort(this.#told.reason);
  }
}

/** How long after the last of all something is mentioned, milliseconds. */
const pause = 10_000;

/** What the page's one status region says. */
export class Announcer {
  #text = $state.raw('');
  #last = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  get text(): string {
    return this.#text;
  }

  /** At once: what somebody asked for or waits for. */
  say(text: string): void {
    clearTimeout(this.#timer);
    this.#speak(text);
  }

  /** In its time, unless something newer is told before. */
  mention(text: string): void {
    clearTimeout(this.#timer);
    const wait = this.#last + pause - performance.now();
    if (wait > 0) {
      this.#timer = setTimeout(() => this.#speak(text), wait);
      return;
    }
    this.#speak(text);
  }

  /** Forgets what it held back. */
  hush(): void {
    clearTimeout(this.#timer);
  }

  #speak(text: string): void {
    this.#last = performance.now();
    this.#text = text;
  }
}

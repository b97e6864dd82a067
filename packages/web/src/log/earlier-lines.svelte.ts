import type { Client } from '@milepost/client';
import type { LogEntry } from '@milepost/core/model';

/** As many as a server gives at once. */
const page = 1000;

/** The lines of a log that came before those which a page follows, read from the newest back to the first. */
export class EarlierLines {
  readonly #client: Pick<Client, 'jobs'>;
  readonly #id: string;
  #lines = $state.raw<readonly LogEntry[]>([]);
  /** The number of the line that these lines lead up to. */
  #upTo = $state.raw<number | null>(null);
  #whole = $state.raw(false);
  #work: Promise<void> = Promise.resolve();
  #loading = $state.raw(false);
  #error = $state.raw<unknown>(null);

  constructor(client: Pick<Client, 'jobs'>, id: string) {
    this.#client = client;
    this.#id = id;
  }

  get loading(): boolean {
    return this.#loading;
  }

  get error(): unknown {
    return this.#error;
  }

  /** All that is known, without a gap: `followed` and what came before it. */
  before(followed: readonly LogEntry[]): readonly LogEntry[] {
    return this.#fits(followed) ? this.#lines.concat(followed) : followed;
  }

  /** True when nothing came before what is known. Numbers begin with 1, and not only lines have them. */
  reachesStart(followed: readonly LogEntry[]): boolean {
    const first = followed[0]?.seq ?? 1;
    return first <= 1 || (this.#fits(followed) && this.#whole);
  }

  /** Reads a page more, or all that is left; one order after the other. */
  load(followed: readonly LogEntry[], all = false): Promise<void> {
    this.#work = this.#work.then(() => this.#read(followed, all));
    return this.#work;
  }

  async #read(followed: readonly LogEntry[], all: boolean): Promise<void> {
    const upTo = followed[0]?.seq;
    if (upTo === undefined || this.reachesStart(followed)) return;
    if (!this.#fits(followed)) this.#begin(upTo);
    this.#loading = true;
    try {
      // Looked at once at the end: a thousand pages are not put together a thousand times.
      const pages: (readonly LogEntry[])[] = [];
      let first = this.#lines[0]?.seq ?? upTo;
      do {
        // Every line has a number of its own, so as many numbers hold at most as many lines.
        const after = Math.max(0, first - 1 - page);
        const lines = await this.#client.jobs.log({ id: this.#id, after, limit: page });
        pages.unshift(lines.filter(({ seq }) => seq < first));
        first = after + 1;
      } while (first > 1 && (all || pages.every((lines) => lines.length === 0)));
      this.#lines = pages.flat().concat(this.#lines);
      this.#whole = first <= 1;
      this.#error = null;
    } catch (error) {
      this.#error = error;
    }
    this.#loading = false;
  }

  #begin(upTo: number): void {
    this.#upTo = upTo;
    this.#lines = [];
    this.#whole = false;
  }

  #fits(followed: readonly LogEntry[]): boolean {
    return this.#upTo !== null && followed[0]?.seq === this.#upTo;
  }
}

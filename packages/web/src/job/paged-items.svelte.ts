import type { Client } from '@milepost/client';
import type { ItemQuery, JobItem } from '@milepost/core/model';

/** The items of a job, page by page, in the order of its plan. */
export class PagedItems {
  readonly #client: Pick<Client, 'jobs'>;
  readonly #query: ItemQuery;
  #items = $state.raw<readonly JobItem[]>([]);
  #next = $state.raw<string | null>(null);
  #error = $state.raw<unknown>(null);
  /** False until the first answer. */
  #asked = $state.raw(false);
  #pages = 1;
  #busy = false;

  constructor(client: Pick<Client, 'jobs'>, query: ItemQuery) {
    this.#client = client;
    this.#query = query;
  }

  get current(): readonly JobItem[] {
    return this.#items;
  }

  get more(): boolean {
    return this.#next !== null;
  }

  get asked(): boolean {
    return this.#asked;
  }

  get error(): unknown {
    return this.#error;
  }

  /** Asks anew for the pages that are shown, for the job has gone on. */
  async refresh(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      let items: readonly JobItem[] = [];
      let cursor: string | null | undefined;
      for (let page = 0; page < this.#pages && cursor !== null; page++) {
        const answer = await this.#client.jobs.items({ ...this.#query, cursor });
        items = items.concat(answer.items);
        cursor = answer.next;
      }
      this.#items = items;
      this.#next = cursor ?? null;
      this.#error = null;
      this.#asked = true;
    } catch (error) {
      this.#error = error;
    }
    this.#busy = false;
  }

  async loadMore(): Promise<void> {
    if (this.#busy || this.#next === null) return;
    this.#busy = true;
    try {
      const { items, next } = await this.#client.jobs.items({ ...this.#query, cursor: this.#next });
      this.#items = this.#items.concat(items);
      this.#next = next;
      this.#pages++;
      this.#error = null;
    } catch (error) {
      this.#error = error;
    }
    this.#busy = false;
  }
}

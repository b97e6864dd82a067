import type { Client } from '@milepost/client';
import type { Job } from '@milepost/core/model';
import type { JobsQuery } from './live-jobs.svelte.ts';

/** Jobs beyond those that a feed begins with, page by page. The first page is asked for to learn where the second begins. */
export class OlderJobs {
  readonly #client: Pick<Client, 'jobs'>;
  readonly #query: JobsQuery;
  #jobs = $state.raw<readonly Job[]>([]);
  #next = $state.raw<string | null>(null);
  #loading = $state.raw(false);
  #error = $state.raw<unknown>(null);

  constructor(client: Pick<Client, 'jobs'>, query: JobsQuery) {
    this.#client = client;
    this.#query = query;
    void this.load();
  }

  get current(): readonly Job[] {
    return this.#jobs;
  }

  get more(): boolean {
    return this.#next !== null;
  }

  get loading(): boolean {
    return this.#loading;
  }

  get error(): unknown {
    return this.#error;
  }

  async load(): Promise<void> {
    this.#loading = true;
    try {
      const { jobs, next } = await this.#client.jobs.list({ ...this.#query, cursor: this.#next ?? undefined });
      this.#jobs = [...this.#jobs, ...jobs];
      this.#next = next;
      this.#error = null;
    } catch (error) {
      this.#error = error;
    }
    this.#loading = false;
  }
}

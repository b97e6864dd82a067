import type { Client } from '@milepost/client';
import type { Job, JobCounts, JobQuery } from '@milepost/core/model';

/** Jobs beyond those that a feed begins with, page by page. The first page is asked for to learn where the second begins. */
export class OlderJobs {
  readonly #client: Pick<Client, 'jobs'>;
  readonly #query: JobQuery;
  #jobs = $state.raw<readonly Job[]>([]);
  #next = $state.raw<string | null>(null);
  #counts = $state.raw<JobCounts | null>(null);
  #loading = $state.raw(false);
  #error = $state.raw<unknown>(null);

  constructor(client: Pick<Client, 'jobs'>, query: JobQuery) {
    this.#client = client;
    this.#query = query;
    void this.load();
  }

  get current(): readonly Job[] {
    return this.#jobs;
  }

  /** How many fit in each state; null until the first answer. */
  get counts(): JobCounts | null {
    return this.#counts;
  }

  /** False until the first answer. */
  get asked(): boolean {
    return this.#counts !== null;
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
      const { jobs, next, counts } = await this.#client.jobs.list({ ...this.#query, cursor: this.#next ?? undefined });
      this.#counts = counts;
      this.#jobs = [...this.#jobs, ...jobs];
      this.#next = next;
      this.#error = null;
    } catch (error) {
      this.#error = error;
    }
    this.#loading = false;
  }

  /** Counts anew, for something has changed. */
  async count(): Promise<void> {
    try {
      this.#counts = (await this.#client.jobs.list({ ...this.#query, limit: 1 })).counts;
    } catch {
      // The numbers of before are better than none.
    }
  }
}

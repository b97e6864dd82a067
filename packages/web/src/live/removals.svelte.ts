import type { Client } from '@milepost/client';
import type { Job } from '@milepost/core/model';
import { SvelteSet } from 'svelte/reactivity';
import { explainError } from './refusal.ts';
import type { Toasts } from './toasts.svelte.ts';

/**
 * Jobs that the reader has removed. They are gone from the page at once, and from the server some seconds later, so that the
 * reader can have them back. Who leaves before has them removed then.
 */
export class Removals {
  readonly #client: Pick<Client, 'jobs'>;
  readonly #toasts: Toasts;
  readonly #hidden = new SvelteSet<string>();
  readonly #pending = new Set<string>();

  constructor(client: Pick<Client, 'jobs'>, toasts: Toasts) {
    this.#client = client;
    this.#toasts = toasts;
    addEventListener('pagehide', () => void this.#send([...this.#pending]));
  }

  has(id: string): boolean {
    return this.#hidden.has(id);
  }

  remove(jobs: readonly Pick<Job, 'id' | 'title'>[]): void {
    const ids = jobs.map(({ id }) => id);
    for (const id of ids) {
      this.#hidden.add(id);
      this.#pending.add(id);
    }
    const text = jobs.length === 1 ? `${jobs[0]?.title} was removed.` : `${jobs.length} jobs were removed.`;
    this.#toasts.show(text, { label: 'Undo', act: () => this.#keep(ids) }, () => void this.#send(ids));
  }

  #keep(ids: readonly string[]): void {
    for (const id of ids) {
      this.#pending.delete(id);
      this.#hidden.delete(id);
    }
  }

  async #send(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      if (!this.#pending.delete(id)) continue;
      try {
        await this.#client.jobs.remove(id);
      } catch (error) {
        const { reason, message } = explainError(error);
        if (reason === 'JOB_NOT_FOUND') continue;
        this.#hidden.delete(id);
        this.#toasts.show(`A job was not removed: ${message}`);
      }
    }
  }
}

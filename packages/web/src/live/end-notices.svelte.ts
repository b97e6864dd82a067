import type { Client } from '@milepost/client';
import { isEnded } from '@milepost/core/model';
import { SvelteSet } from 'svelte/reactivity';
import { describeJob } from '../format/progress.ts';
import { stateLooks } from '../format/state.ts';
import { base } from '../router/base.ts';

const place = 'milepost.notices';

/** Tells the reader that a job has ended, by the system's own means, if that was asked for and the page is not in sight. */
export class EndNotices {
  readonly #client: Pick<Client, 'watch'>;
  readonly #open: (path: string) => void;
  readonly #wanted = new SvelteSet<string>();

  /** `open` leads to the job when its notice is clicked. What was asked for before a reload still holds. */
  constructor(client: Pick<Client, 'watch'>, open: (id: string) => void) {
    this.#client = client;
    this.#open = open;
    if (!this.possible || Notification.permission !== 'granted') return;
    for (const id of (sessionStorage.getItem(place) ?? '').split(' ').filter(Boolean)) this.#follow(id);
  }

  /** False where the browser has no such thing, and where the reader has forbidden it. */
  get possible(): boolean {
    return 'Notification' in globalThis && Notification.permission !== 'denied';
  }

  has(id: string): boolean {
    return this.#wanted.has(id);
  }

  /** Asks the reader's leave where need be. False when it was not given. */
  async ask(id: string): Promise<boolean> {
    if ((await Notification.requestPermission()) !== 'granted') return false;
    this.#follow(id);
    return true;
  }

  forget(id: string): void {
    this.#wanted.delete(id);
    this.#keep();
  }

  async #follow(id: string): Promise<void> {
    if (this.#wanted.has(id)) return;
    this.#wanted.add(id);
    this.#keep();
    try {
      for await (const event of this.#client.watch(id)) {
        if (!this.#wanted.has(id)) return;
        if (event.type !== 'state' || !isEnded(event.job.state)) continue;
        const { title, state } = event.job;
        if (document.hidden) this.#tell(id, `${title} ${stateLooks[state].sentence}`, describeJob(event.job));
      }
    } catch {
      // The job is gone, or the reader was logged out: there is nothing to tell of.
    }
    this.forget(id);
  }

  #tell(id: string, title: string, body: string): void {
    const notice = new Notification(title, { body, tag: `milepost ${id}`, icon: `${base}favicon.svg` });
    notice.onclick = () => {
      window.focus();
      this.#open(id);
      notice.close();
    };
  }

  #keep(): void {
    sessionStorage.setItem(place, [...this.#wanted].join(' '));
  }
}

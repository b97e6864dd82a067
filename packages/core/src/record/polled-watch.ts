import { isEnded, type WatchEvent } from '../model/index.ts';
import type { Store } from '../store.ts';
import { toEventId } from './event-id.ts';
import type { Recorder } from './recorder.ts';
import type { Next, Source } from './stream.ts';
import { WatchSource } from './watch.ts';

const period = 250;

/** What happens to a job that another process does: what that has written, looked for again and again. */
export class PolledWatch implements Source<WatchEvent> {
  readonly #store: Store;
  readonly #id: string;
  readonly #written: WatchSource;
  #told = '';

  constructor(recorder: Recorder, store: Store, id: string, after: string | undefined) {
    this.#store = store;
    this.#id = id;
    this.#written = new WatchSource(recorder, store, id, after);
  }

  listen(wake: () => void): () => void {
    const timer = setInterval(wake, period);
    return () => clearInterval(timer);
  }

  async next(): Promise<Next<WatchEvent>> {
    const event = await this.#written.next();
    if (event !== null && event !== 'done' && 'job' in event.event) this.#told = JSON.stringify(event.event.job.progress);
    if (event !== null) return event;
    const record = await this.#store.job(this.#id);
    if (record === null || isEnded(record.job.state)) return null;
    const { progress } = record.job;
    const text = JSON.stringify(progress);
    if (text === this.#told) return null;
    this.#told = text;
    return { id: toEventId(this.#store.epoch, record.seq), event: { type: 'progress', progress } };
  }
}

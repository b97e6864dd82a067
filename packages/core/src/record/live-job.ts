import type { Job, Progress } from '../model/index.ts';
import type { CellCounts } from '../progress/cell.ts';
import { Meter } from '../progress/meter.ts';
import type { JobRecord, StoredEvent } from '../store.ts';

const mostRecent = 512;
const none: StoredEvent[] = [];

/** A job that has not ended: what is about to be written of it, and what of it is written and may be shown. */
export class LiveJob {
  /** As it will be once all that waits is written. */
  record: JobRecord;
  /** As it was written last. */
  shown: JobRecord;
  /** One more each time that its progress is shown anew. */
  progressVersion = 0;
  counts: CellCounts;
  note: string | null = null;
  meter: Meter | null = null;
  /** Made when somebody listens: of many jobs that wait, nobody watches most. */
  #listeners: Set<() => void> | null = null;
  /** Events that were written since then, the newest last, and the number after which they come. */
  #recent = none;
  #recentAfter = Number.POSITIVE_INFINITY;

  constructor(record: JobRecord, counts: CellCounts) {
    this.record = record;
    this.shown = record;
    this.counts = counts;
  }

  change(job: Partial<Job>, progress: Progress): void {
    // Onto a copy: to spread two objects into a third takes several times as long.
    this.record = { ...this.record, job: Object.assign({ ...this.record.job }, job, { progress }) };
  }

  /** Reads the meter; time that is not spent at work does not count. */
  measure(now: number): Progress {
    const { job } = this.record;
    this.meter ??= new Meter(job.progress.unit, now, this.counts);
    return this.meter.read(now, this.counts, this.note, job.state === 'running');
  }

  /** What was about to be written is. */
  show(record: JobRecord, events: readonly StoredEvent[]): void {
    if (record.job.progress !== this.shown.job.progress) this.progressVersion++;
    this.shown = record;
    if (this.#listeners === null) return;
    this.#recent.push(...events);
    if (this.#recent.length > 2 * mostRecent) {
      this.#recent = this.#recent.slice(-mostRecent);
      this.#recentAfter = (this.#recent[0] as StoredEvent).seq - 1; // there are as many
    }
  }

  /** Written events after a number; null where the store alone has them. */
  eventsAfter(after: number): readonly StoredEvent[] | null {
    return after >= this.#recentAfter ? this.#recent.filter(({ seq }) => seq > after) : null;
  }

  /** Calls back whenever something of it was written. Gives what stops it. */
  listen(listener: () => void): () => void {
    const listeners = this.#listeners ?? new Set();
    if (this.#listeners === null) [this.#recent, this.#recentAfter] = [[], this.shown.seq];
    this.#listeners = listeners.add(listener);
    return () => listeners.delete(listener);
  }

  tell(): void {
    if (this.#listeners !== null) for (const listener of [...this.#listeners]) listener();
  }
}

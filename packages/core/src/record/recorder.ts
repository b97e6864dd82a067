import type { Report } from '../engine.ts';
import { isEnded, type Job } from '../model/index.ts';
import type { Observer } from '../observer.ts';
import { type CellCounts, noCounts } from '../progress/cell.ts';
import type { Change, JobRecord, Store, StoredEvent } from '../store.ts';
import { Draft } from './draft.ts';
import { LiveJob } from './live-job.ts';
import { takeReport } from './take-report.ts';

/** What does not hurry is written together, so many milliseconds after the last time; what comes after a longer silence at once. */
const longestWait = 50;
/** What could not be written is tried again after so many milliseconds. */
const pauseAfterFailure = 1_000;

/**
 * The only writer of events: it numbers them, writes all that waits in one commit, and only then shows it. What a caller waits
 * for (a start, outcomes) is written at once, together with all that waits just then.
 */
export class Recorder {
  readonly #store: Store;
  readonly #live = new Map<string, LiveJob>();
  readonly #listeners = new Set<(ids: readonly string[]) => void>();
  readonly #observers = new Set<Observer>();
  #draft = new Draft();
  #timer: NodeJS.Timeout | null = null;
  #soon = false;
  #flushing: Promise<void> | null = null;
  #flushedAt = -Infinity;
  #trouble: unknown = null;
  #leaving = false;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The job if it has not ended. */
  live(id: string): LiveJob | undefined {
    return this.#live.get(id);
  }

  get liveJobs(): Iterable<LiveJob> {
    return this.#live.values();
  }

  /** Calls back with the ids of jobs that are shown anew. Gives what stops it. */
  onShown(listener: (ids: readonly string[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells of what is written. Gives what stops it. */
  observe(observer: Observer): () => void {
    for (const { shown } of this.#live.values()) observer.job(shown.job, shown.job);
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  /** A job that is remembered already, and goes on. */
  adopt(record: JobRecord, counts: CellCounts): LiveJob {
    const live = new LiveJob(record, counts);
    this.#live.set(record.job.id, live);
    return live;
  }

  /** A new job. Resolves when it is on disk. */
  async create(record: JobRecord, counts: CellCounts = noCounts): Promise<Job> {
    const live = this.adopt(record, counts);
    this.#draft.touch(live).created = true;
    this.addState(live);
    await this.#write({ soon: true, patient: false });
    return live.shown.job;
  }

  /** Jobs that have ended are forgotten. Resolves when they are gone. */
  async remove(ids: readonly string[]): Promise<void> {
    this.#draft.add(...ids.map((job): Change => ({ type: 'remove', job })));
    await this.#write({ soon: true, patient: false });
    for (const listener of this.#listeners) listener(ids);
  }

  /** Takes what a worker reports, and in the same commit the cursor that it was told with. Resolves when it is on disk. */
  async take(report: Report, cursor: string | null = null): Promise<void> {
    if (cursor !== null) this.#draft.cursor = cursor;
    const live = this.#live.get(report.job);
    // What comes late of a job that has ended is dropped: its end was its last word.
    if (live === undefined || isEnded(live.record.job.state)) {
      return cursor === null ? undefined : this.#write({ soon: false, patient: true });
    }
    takeReport(this, live, report);
    const soon = report.type === 'planned' || report.type === 'plan-complete' || report.type === 'ended';
    return this.#write({ soon, patient: true });
  }

  /** Changes a job's record and tells of its new state. Resolves when it is on disk. */
  change(live: LiveJob, change: (live: LiveJob) => void): Promise<void> {
    change(live);
    this.#draft.touch(live);
    return this.#write({ soon: true, patient: false });
  }

  /** Numbers an event of the job's state. */
  addState(live: LiveJob): void {
    this.#add(live, (seq) => ({ type: 'state', seq, at: Date.now(), job: live.record.job }));
  }

  addLog(live: LiveJob, entry: Omit<Extract<StoredEvent, { type: 'log' }>, 'type' | 'seq'>): void {
    this.#add(live, (seq) => ({ type: 'log', seq, ...entry }));
  }

  addChange(live: LiveJob, change: Change): void {
    this.#draft.touch(live);
    this.#draft.add(change);
  }

  touch(live: LiveJob): void {
    this.#draft.touch(live);
  }

  /** Why the last commit has failed, or null when it went well. */
  get trouble(): unknown {
    return this.#trouble;
  }

  /** True once Milepost is closing. */
  get leaving(): boolean {
    return this.#leaving;
  }

  /** From now on who waits for what cannot be written is told so, instead of waiting for a better time. */
  leave(): void {
    this.#leaving = true;
  }

  /** Writes what waits; what cannot be written now is given up. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#flushing;
    if (!this.#draft.isEmpty) await this.#flush();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #add(live: LiveJob, make: (seq: number) => StoredEvent): void {
    const seq = live.record.seq + 1;
    live.record = { ...live.record, seq };
    this.#draft.touch(live).events.push(make(seq));
  }

  /** `soon`: not only with the next that comes. `patient`: it is written some time, however often that fails. */
  #write({ soon, patient }: { soon: boolean; patient: boolean }): Promise<void> {
    this.#soon ||= soon;
    const written = this.#draft.wait(patient);
    if (this.#flushing === null) this.#schedule();
    return written;
  }

  #schedule(): void {
    if (this.#soon && this.#trouble === null) {
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = null;
      // After all that comes in this turn of the loop: they share one commit.
      this.#flushing = new Promise<void>((resolve) => setImmediate(resolve)).then(() => this.#flush());
      return;
    }
    const waited = performance.now() - this.#flushedAt;
    this.#timer ??= setTimeout(
      () => {
        this.#timer = null;
        this.#flushing ??= this.#flush();
      },
      this.#trouble === null ? Math.max(0, longestWait - waited) : pauseAfterFailure,
    );
  }

  async #flush(): Promise<void> {
    this.#flushedAt = performance.now();
    const draft = this.#draft;
    const changes = draft.changes();
    const records = draft.records();
    this.#draft = new Draft();
    this.#soon = false;
    try {
      if (changes.length > 0) await this.#commit(changes);
      this.#trouble = null;
      this.#show(draft, records);
      draft.written();
    } catch (thrown) {
      this.#trouble = thrown;
      for (const id of draft.refused(thrown, this.#draft, this.#leaving)) this.#live.delete(id);
      this.#draft = draft;
    }
    this.#flushing = null;
    if (this.#draft.hasWaiters || !this.#draft.isEmpty) this.#schedule();
  }

  async #commit(changes: readonly Change[]): Promise<void> {
    const begun = performance.now();
    let failed = true;
    try {
      await this.#store.commit(changes);
      failed = false;
    } finally {
      for (const observer of this.#observers) observer.commit(performance.now() - begun, failed);
    }
  }

  #show(draft: Draft, records: readonly JobRecord[]): void {
    let index = 0;
    for (const { live, events, created } of draft.touched) {
      const record = records[index++] as JobRecord; // one for each
      for (const observer of this.#observers) observer.job(record.job, created ? null : live.shown.job);
      live.show(record, events);
      if (isEnded(record.job.state)) this.#live.delete(record.job.id);
      live.tell();
    }
    for (const listener of this.#listeners) listener(records.map(({ job }) => job.id));
  }
}

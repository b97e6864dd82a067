import type { Report } from '../engine.ts';
import { isEnded } from '../model/index.ts';
import type { Observer } from '../observer.ts';
import { type CellCounts, noCounts } from '../progress/cell.ts';
import type { Change, JobRecord, Store, StoredEvent } from '../store.ts';
import { Draft, type Touched } from './draft.ts';
import { LiveJob } from './live-job.ts';
import { Pace } from './pace.ts';
import { hurries, takeReport } from './take-report.ts';

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
  /** Written at the end of this turn of the loop. */
  #due = false;
  /** Of what has been handed to the store, which answers in its order. */
  readonly #pace: Pace;
  /** What is due or under way. */
  readonly #flushes = new Set<Promise<void>>();
  /** What the store has refused, while it has not answered to all that came after. */
  readonly #refused: Draft[] = [];
  #flushedAt = -Infinity;
  #trouble: unknown = null;
  #leaving = false;

  constructor(store: Store, pace = new Pace()) {
    this.#store = store;
    this.#pace = pace;
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
  async create(record: JobRecord, counts: CellCounts = noCounts): Promise<LiveJob> {
    const live = this.adopt(record, counts);
    this.#draft.create(this.addState(live, record.job.createdAt));
    await this.#write({ soon: true, patient: false });
    return live;
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
    return this.#write({ soon: hurries(report), patient: true });
  }

  /** Changes a job's record and tells of its new state. Resolves when it is on disk. */
  change(live: LiveJob, change: (live: LiveJob) => void): Promise<void> {
    change(live);
    this.#draft.touch(live);
    return this.#write({ soon: true, patient: false });
  }

  /** Numbers an event of the job's state. */
  addState(live: LiveJob, at = Date.now()): Touched {
    return this.#add(live, (seq) => ({ type: 'state', seq, at, job: live.record.job }));
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
    while (this.#flushes.size > 0) await Promise.all(this.#flushes);
    if (!this.#draft.isEmpty) await this.#flush();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #add(live: LiveJob, make: (seq: number) => StoredEvent): Touched {
    const seq = live.record.seq + 1;
    live.record = { ...live.record, seq };
    const touched = this.#draft.touch(live);
    touched.events.push(make(seq));
    return touched;
  }

  /** `soon`: not only with the next that comes. `patient`: it is written some time, however often that fails. */
  #write({ soon, patient }: { soon: boolean; patient: boolean }): Promise<void> {
    this.#soon ||= soon;
    const written = this.#draft.wait(patient);
    const { created, since } = this.#draft;
    if (this.#trouble === null && this.#pace.isWorth(created, since)) this.#keep(this.#flush());
    else this.#schedule();
    return written;
  }

  #keep(flush: Promise<void>): void {
    this.#flushes.add(flush);
    void flush.then(() => this.#flushes.delete(flush));
  }

  /** Whatever is due or under way takes along what waits, or is followed by it. */
  #schedule(): void {
    if (this.#due || !this.#pace.isIdle) return;
    if (this.#soon && this.#trouble === null) {
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = null;
      // After all that comes in this turn of the loop: they share one commit.
      this.#due = true;
      this.#keep(new Promise<void>((resolve) => setImmediate(resolve)).then(() => this.#flushDue()));
      return;
    }
    const waited = performance.now() - this.#flushedAt;
    this.#timer ??= setTimeout(
      () => {
        this.#timer = null;
        if (!this.#due && this.#pace.isIdle) this.#keep(this.#flush());
      },
      this.#trouble === null ? Math.max(0, longestWait - waited) : pauseAfterFailure,
    );
  }

  #flushDue(): Promise<void> | undefined {
    this.#due = false;
    if (this.#trouble === null) return this.#flush();
    this.#schedule();
  }

  async #flush(): Promise<void> {
    // What has come meanwhile goes with the next.
    if (this.#pace.isFull || this.#refused.length > 0) return;
    const begun = performance.now();
    this.#flushedAt = begun;
    const draft = this.#draft;
    const changes = draft.changes();
    const records = draft.records();
    this.#draft = new Draft();
    this.#soon = false;
    this.#pace.begin();
    try {
      if (changes.length > 0) await this.#commit(changes);
      this.#trouble = null;
      this.#show(draft, records);
      draft.written();
    } catch (thrown) {
      this.#trouble = thrown;
      for (const id of draft.refuse(thrown, this.#leaving)) this.#live.delete(id);
      this.#refused.push(draft);
    }
    this.#pace.end(begun);
    if (this.#pace.isIdle) this.#draft = [...this.#refused.splice(0), this.#draft].reduce((before, since) => before.join(since));
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
    if (this.#listeners.size === 0) return;
    const ids = records.map(({ job }) => job.id);
    for (const listener of this.#listeners) listener(ids);
  }
}

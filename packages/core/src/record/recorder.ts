import type { Report } from '../engine.ts';
import { isEnded, type Job } from '../model/index.ts';
import { type CellCounts, noCounts } from '../progress/cell.ts';
import type { Change, JobRecord, Store, StoredEvent } from '../store.ts';
import { LiveJob } from './live-job.ts';
import { takeReport } from './take-report.ts';

/** What waits is written together, at the latest after so many milliseconds. */
const longestWait = 50;

/**
 * The only writer of events: it numbers them, writes all that waits in one commit, and only then shows it. What a caller waits
 * for (a start, outcomes) is written at once, together with all that waits just then.
 */
export class Recorder {
  readonly #store: Store;
  readonly #live = new Map<string, LiveJob>();
  readonly #changed = new Map<string, { live: LiveJob; events: StoredEvent[]; created: boolean }>();
  readonly #listeners = new Set<(ids: readonly string[]) => void>();
  #changes: Change[] = [];
  #written: PromiseWithResolvers | null = null;
  #timer: NodeJS.Timeout | null = null;
  #urgent = false;
  #flushing: Promise<void> | null = null;

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

  /** A job that is remembered already, and goes on. */
  adopt(record: JobRecord, counts: CellCounts): LiveJob {
    const live = new LiveJob(record, counts);
    this.#live.set(record.job.id, live);
    return live;
  }

  /** A new job; `plan` says where its items come from, if not from its task. Resolves when it is on disk. */
  async create(record: JobRecord, plan: Change | null): Promise<Job> {
    const live = this.adopt(record, noCounts);
    this.#touch(live).created = true;
    this.addState(live);
    if (plan !== null) this.#changes.push(plan);
    try {
      await this.#write(true);
    } catch (thrown) {
      this.#live.delete(record.job.id);
      throw thrown;
    }
    return live.shown.job;
  }

  /** Jobs that have ended are forgotten. Resolves when they are gone. */
  async remove(ids: readonly string[]): Promise<void> {
    this.#changes.push(...ids.map((job): Change => ({ type: 'remove', job })));
    await this.#write(true);
    for (const listener of this.#listeners) listener(ids);
  }

  /** Takes what a worker reports. Resolves when it is on disk. */
  take(report: Report): Promise<void> {
    const live = this.#live.get(report.job);
    // What comes late of a job that has ended is dropped: its end was its last word.
    if (live === undefined || isEnded(live.record.job.state)) return Promise.resolve();
    takeReport(this, live, report);
    const awaited = report.type === 'planned' || report.type === 'plan-complete' || report.type === 'ended';
    return this.#write(awaited);
  }

  /** Changes a job's record and tells of its new state. Resolves when it is on disk. */
  change(live: LiveJob, change: (live: LiveJob) => void): Promise<void> {
    change(live);
    this.#touch(live);
    return this.#write(true);
  }

  /** Numbers an event of the job's state. */
  addState(live: LiveJob): void {
    this.#add(live, (seq) => ({ type: 'state', seq, at: Date.now(), job: live.record.job }));
  }

  addLog(live: LiveJob, entry: Omit<Extract<StoredEvent, { type: 'log' }>, 'type' | 'seq'>): void {
    this.#add(live, (seq) => ({ type: 'log', seq, ...entry }));
  }

  addChange(live: LiveJob, change: Change): void {
    this.#touch(live);
    this.#changes.push(change);
  }

  touch(live: LiveJob): void {
    this.#touch(live);
  }

  /** Writes what waits. */
  async close(): Promise<void> {
    while (this.#changed.size > 0 || this.#changes.length > 0 || this.#flushing !== null) await (this.#flushing ?? this.#flush());
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #add(live: LiveJob, make: (seq: number) => StoredEvent): void {
    const seq = live.record.seq + 1;
    live.record = { ...live.record, seq };
    this.#touch(live).events.push(make(seq));
  }

  #touch(live: LiveJob) {
    const id = live.record.job.id;
    const touched = this.#changed.get(id) ?? { live, events: [], created: false };
    this.#changed.set(id, touched);
    return touched;
  }

  #write(urgent: boolean): Promise<void> {
    this.#written ??= withResolvers();
    const { promise } = this.#written;
    this.#urgent ||= urgent;
    if (this.#flushing === null) this.#schedule();
    return promise;
  }

  #schedule(): void {
    if (this.#urgent) {
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = null;
      // After all that comes in this turn of the loop: they share one commit.
      this.#flushing = new Promise<void>((resolve) => setImmediate(resolve)).then(() => this.#flush());
    } else {
      this.#timer ??= setTimeout(() => {
        this.#timer = null;
        if (this.#flushing === null) this.#flushing = this.#flush();
      }, longestWait);
    }
  }

  async #flush(): Promise<void> {
    const written = this.#written;
    const changed = [...this.#changed.values()];
    const shown = changed.map(({ live }) => live.record);
    const changes = changed.flatMap(({ live, events, created }): Change[] => [
      { type: 'job', record: live.record, created },
      ...events.map((event): Change => ({ type: 'event', job: live.record.job.id, event })),
    ]);
    changes.push(...this.#changes);
    this.#written = null;
    this.#urgent = false;
    this.#changed.clear();
    this.#changes = [];
    try {
      if (changes.length > 0) await this.#store.commit(changes);
      for (const [index, { live, events }] of changed.entries()) this.#show(live, shown[index] as JobRecord, events); // one for each
      for (const listener of this.#listeners) listener(shown.map(({ job }) => job.id));
      written?.resolve();
    } catch (thrown) {
      written?.reject(thrown);
    } finally {
      this.#flushing = null;
      if (this.#written !== null) this.#schedule();
    }
  }

  #show(live: LiveJob, record: JobRecord, events: readonly StoredEvent[]): void {
    live.show(record, events);
    if (isEnded(record.job.state)) this.#live.delete(record.job.id);
    live.tell();
  }
}

interface PromiseWithResolvers {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

function withResolvers(): PromiseWithResolvers {
  let resolve = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  // Nobody may be waiting for it: then the failure is told by those who are.
  promise.catch(() => {});
  return { promise, resolve, reject };
}

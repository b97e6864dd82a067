import type { Change, JobRecord, StoredEvent } from '../store.ts';
import type { LiveJob } from './live-job.ts';

interface Touched {
  readonly live: LiveJob;
  readonly events: StoredEvent[];
  created: boolean;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
  /** True for one who waits until it goes well, however often it fails; others are told of a failure. */
  readonly patient: boolean;
}

/** What waits to be written together, and who waits for it. */
export class Draft {
  readonly #touched = new Map<string, Touched>();
  #changes: Change[] = [];
  #waiters: Waiter[] = [];
  /** Up to where the engine's reports are in it. */
  cursor: string | null = null;

  get isEmpty(): boolean {
    return this.#touched.size === 0 && this.#changes.length === 0 && this.cursor === null;
  }

  get hasWaiters(): boolean {
    return this.#waiters.length > 0;
  }

  get touched(): Iterable<Touched> {
    return this.#touched.values();
  }

  touch(live: LiveJob): Touched {
    const id = live.record.job.id;
    const touched = this.#touched.get(id) ?? { live, events: [], created: false };
    this.#touched.set(id, touched);
    return touched;
  }

  add(...changes: readonly Change[]): void {
    this.#changes.push(...changes);
  }

  /** Resolves when it is written. */
  wait(patient: boolean): Promise<void> {
    const promise = new Promise<void>((resolve, reject) => this.#waiters.push({ resolve, reject, patient }));
    // Nobody may be waiting for it: then the failure is told by those who are.
    promise.catch(() => {});
    return promise;
  }

  /** All of it, in the order in which it is to be written. */
  changes(): Change[] {
    const changes: Change[] = [];
    for (const { live, events, created } of this.#touched.values()) {
      changes.push({ type: 'job', record: live.record, created });
      for (const event of events) changes.push({ type: 'event', job: live.record.job.id, event });
    }
    changes.push(...this.#changes);
    if (this.cursor !== null) changes.push({ type: 'cursor', cursor: this.cursor });
    return changes;
  }

  /** The records as they will have been written. */
  records(): readonly JobRecord[] {
    return [...this.#touched.values()].map(({ live }) => live.record);
  }

  written(): void {
    for (const { resolve } of this.#waiters) resolve();
  }

  /**
   * It could not be written: new jobs are taken out of it, and their ids given, since who asked for them is told so; all else
   * happened and is kept for another try, before what has come since. `forGood`: nobody is left waiting.
   */
  refused(reason: unknown, since: Draft, forGood: boolean): readonly string[] {
    const refused = [...this.#touched.values()].filter(({ created }) => created).map(({ live }) => live.record.job.id);
    for (const id of refused) this.#touched.delete(id);
    this.#changes = [
      ...this.#changes.filter(({ type, ...change }) => !refused.includes('job' in change ? change.job : '')),
      ...since.#changes,
    ];
    for (const { live, events, created } of since.#touched.values()) {
      const touched = this.touch(live);
      touched.events.push(...events);
      touched.created ||= created;
    }
    this.cursor = since.cursor ?? this.cursor;
    const told = (waiter: Waiter) => forGood || !waiter.patient;
    for (const waiter of this.#waiters) if (told(waiter)) waiter.reject(reason);
    this.#waiters = [...this.#waiters.filter((waiter) => !told(waiter)), ...since.#waiters];
    return refused;
  }
}

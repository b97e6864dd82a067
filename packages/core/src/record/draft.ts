import type { Change, JobRecord, StoredEvent } from '../store.ts';
import type { LiveJob } from './live-job.ts';

/** A job of which something is to be written. */
export interface Touched {
  readonly live: LiveJob;
  readonly events: StoredEvent[];
  created: boolean;
}

/** What all who wait for the same have in hand. */
interface Wait {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** What waits to be written together, and who waits for it. */
export class Draft {
  readonly #touched = new Map<string, Touched>();
  #changes: Change[] = [];
  /** Of those who are told of a failure. */
  #wait: Wait | null = null;
  /** Of those who wait until it goes well, however often it fails. */
  #patient: Wait[] = [];
  #created = 0;
  #since = 0;
  /** Up to where the engine's reports are in it. */
  cursor: string | null = null;

  get isEmpty(): boolean {
    return this.#touched.size === 0 && this.#changes.length === 0 && this.cursor === null;
  }

  get hasWaiters(): boolean {
    return this.#wait !== null || this.#patient.length > 0;
  }

  /** How many new jobs are in it. */
  get created(): number {
    return this.#created;
  }

  /** When the first of them came, as `performance.now()` said it. */
  get since(): number {
    return this.#since;
  }

  get touched(): Iterable<Touched> {
    return this.#touched.values();
  }

  touch(live: LiveJob): Touched {
    const id = live.record.job.id;
    const found = this.#touched.get(id);
    if (found !== undefined) return found;
    const touched = { live, events: [], created: false };
    this.#touched.set(id, touched);
    return touched;
  }

  /** The job is a new one. */
  create(touched: Touched): void {
    touched.created = true;
    if (this.#created++ === 0) this.#since = performance.now();
  }

  add(...changes: readonly Change[]): void {
    this.#changes.push(...changes);
  }

  /** Resolves when it is written; one and the same for all who wait, for that is what starting many costs least with. */
  wait(patient: boolean): Promise<void> {
    const wait = (patient ? this.#patient[0] : this.#wait) ?? makeWait();
    if (!patient) this.#wait = wait;
    else if (this.#patient.length === 0) this.#patient.push(wait);
    return wait.promise;
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
    this.#wait?.resolve();
    for (const { resolve } of this.#patient) resolve();
  }

  /**
   * It could not be written: new jobs are taken out of it, and their ids given, since who asked for them is told so; all else
   * happened and is kept for another try. `forGood`: nobody is left waiting.
   */
  refuse(reason: unknown, forGood: boolean): readonly string[] {
    const refused = [...this.#touched.values()].filter(({ created }) => created).map(({ live }) => live.record.job.id);
    for (const id of refused) this.#touched.delete(id);
    this.#changes = this.#changes.filter(({ type, ...change }) => !refused.includes('job' in change ? change.job : ''));
    this.#created = 0;
    this.#wait?.reject(reason);
    this.#wait = null;
    if (forGood) for (const { reject } of this.#patient.splice(0)) reject(reason);
    return refused;
  }

  /** Takes in what has come since, of which who waits waits for this. */
  join(since: Draft): this {
    this.#changes.push(...since.#changes);
    for (const { live, events, created } of since.#touched.values()) {
      const touched = this.touch(live);
      touched.events.push(...events);
      touched.created ||= created;
    }
    if (this.#created === 0) this.#since = since.#since;
    this.#created += since.#created;
    this.cursor = since.cursor ?? this.cursor;
    this.#wait = since.#wait;
    this.#patient.push(...since.#patient);
    return this;
  }
}

function makeWait(): Wait {
  let [resolve, reject]: [Wait['resolve'] | null, Wait['reject'] | null] = [null, null];
  const promise = new Promise<void>((resolves, rejects) => ([resolve, reject] = [resolves, rejects]));
  // Nobody may be waiting for it: then the failure is told by those who are.
  promise.catch(() => {});
  return { promise, resolve: resolve as unknown as Wait['resolve'], reject: reject as unknown as Wait['reject'] }; // a promise gives them at once
}

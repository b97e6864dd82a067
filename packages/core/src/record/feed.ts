import type { FeedEvent, Job, JobQuery, Numbered, Progress } from '../model/index.ts';
import type { Store } from '../store.ts';
import { toEventId } from './event-id.ts';
import type { Recorder } from './recorder.ts';
import type { Source } from './stream.ts';

const snapshotJobs = 200;

/**
 * What happens to all jobs that fit a query. What changes between two reads is told once. It always begins with a snapshot:
 * that is the shortest way to catch up.
 */
export class FeedSource implements Source<FeedEvent> {
  readonly #recorder: Recorder;
  readonly #store: Store;
  readonly #query: Pick<JobQuery, 'states' | 'tasks'>;
  /** The state in which each job was told of last. */
  readonly #told = new Map<string, Job['state']>();
  #changed: Set<string> | null = null;
  #number = 0;

  constructor(recorder: Recorder, store: Store, query: Pick<JobQuery, 'states' | 'tasks'>) {
    this.#recorder = recorder;
    this.#store = store;
    this.#query = query;
  }

  listen(wake: () => void): () => void {
    return this.#recorder.onShown((ids) => {
      for (const id of ids) this.#changed?.add(id);
      wake();
    });
  }

  async next(): Promise<Numbered<FeedEvent> | null> {
    if (this.#changed === null) return this.#snapshot();
    if (this.#changed.size === 0) return null;
    const ids = [...this.#changed];
    this.#changed.clear();
    const moved: Job[] = [];
    const gone: string[] = [];
    const progress: Record<string, Progress> = {};
    for (const id of ids) {
      const job = (this.#recorder.live(id)?.shown ?? (await this.#store.job(id)))?.job;
      const told = this.#told.get(id);
      if (job === undefined || !this.#fits(job)) {
        if (told !== undefined) gone.push(id);
        this.#told.delete(id);
      } else if (told === job.state) {
        progress[id] = job.progress;
      } else {
        moved.push(job);
        this.#told.set(id, job.state);
      }
    }
    if (moved.length === 0 && gone.length === 0) {
      return Object.keys(progress).length === 0 ? null : this.#numbered({ type: 'progress', progress });
    }
    // Whoever only moved is told of next time.
    for (const id of Object.keys(progress)) this.#changed.add(id);
    const { counts } = await this.#store.jobs({ ...this.#query, limit: 1 });
    return this.#numbered({ type: 'jobs', jobs: moved, gone, counts });
  }

  async #snapshot(): Promise<Numbered<FeedEvent>> {
    this.#changed = new Set();
    const { records, counts } = await this.#store.jobs({ ...this.#query, limit: snapshotJobs });
    const jobs = records.map(({ job }) => job);
    for (const { id, state } of jobs) this.#told.set(id, state);
    return this.#numbered({ type: 'snapshot', jobs, counts });
  }

  #fits({ state, task }: Job): boolean {
    const { states, tasks } = this.#query;
    return (!states?.length || states.includes(state)) && (!tasks?.length || tasks.includes(task));
  }

  #numbered(event: FeedEvent): Numbered<FeedEvent> {
    return { id: toEventId(this.#store.epoch, ++this.#number), event };
  }
}

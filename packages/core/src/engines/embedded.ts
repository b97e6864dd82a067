import type { Engine, Perform, Report, StoredPlan, Work } from '../engine.ts';
import type { WorkerInfo } from '../model/index.ts';
import type { CellCounts } from '../progress/cell.ts';
import { cancelled } from '../run/ending.ts';
import { type Waiting, WaitingLine } from './waiting-line.ts';

interface Planned extends Waiting {
  readonly plan: StoredPlan;
}

interface Running {
  readonly work: Work;
  readonly exclusive: string | null;
  paused: boolean;
}

/** A queue in memory, and workers in this process. `jobs` is how many run at a time; those that are paused do not count. */
export function createEmbeddedEngine(options: {
  jobs: number;
  worker: Omit<WorkerInfo, 'jobs' | 'threads' | 'seenAt' | 'differs'>;
  threads: () => number;
}): Engine {
  const waiting = new WaitingLine<Planned>();
  const running = new Map<string, Running>();
  /** Keys of jobs that are paused and that nobody runs, by job. */
  const heldKeys = new Map<string, string>();
  let perform: Perform | null = null;
  let listener: ((report: Report, cursor: null) => Promise<void>) | null = null;
  let closed = false;

  const tell = (report: Report): Promise<void> => {
    if (listener === null) throw new Error('Nobody listens to the engine.');
    return listener(report, null);
  };

  const knows = (job: string) => running.has(job) || waiting.has(job);

  function pump(): void {
    const busy = () => [...running.values()].filter(({ paused }) => !paused).length;
    while (perform !== null && !closed && busy() < options.jobs) {
      const keys = [...[...running.values()].flatMap(({ exclusive }) => exclusive ?? []), ...heldKeys.values()];
      const next = waiting.next(new Set(keys));
      if (next === undefined) return;
      begin(perform, next);
    }
  }

  function begin(perform: Perform, { assignment, plan }: Planned): void {
    const { job, exclusive } = assignment;
    const work = perform(assignment, { report: tell, total: async (here: CellCounts) => here, ...plan });
    running.set(job, { work, exclusive, paused: false });
    void work.ended.then(() => {
      running.delete(job);
      pump();
    });
  }

  return {
    name: 'embedded',
    async enqueue(assignment, plan) {
      heldKeys.delete(assignment.job);
      if (!knows(assignment.job)) waiting.add({ assignment, plan });
      pump();
    },
    async has(job) {
      return knows(job);
    },
    async cancel(job) {
      const found = running.get(job);
      found?.work.cancel();
      const dropped = waiting.remove(job);
      if (heldKeys.delete(job)) pump();
      if (dropped === undefined) return found !== undefined;
      const error = cancelled(dropped.assignment.attempt === 1 ? 'unbegun' : 'waiting');
      const ending = { state: 'cancelled', result: null, error } as const;
      await tell({ type: 'ended', job, at: Date.now(), ending, counts: dropped.assignment.restored });
      return true;
    },
    async pause(job) {
      const found = running.get(job);
      if (found !== undefined) {
        found.paused = true;
        found.work.pause();
        pump();
      }
      const waited = waiting.remove(job)?.assignment;
      if (waited !== undefined && waited.attempt > 1 && waited.exclusive !== null) heldKeys.set(job, waited.exclusive);
      return waited !== undefined || found !== undefined;
    },
    async resume(job) {
      const found = running.get(job);
      if (found === undefined) return false;
      found.paused = false;
      found.work.resume();
      return true;
    },
    async hold(job, exclusive) {
      heldKeys.set(job, exclusive);
    },
    async work(worker) {
      perform = worker;
      pump();
    },
    async subscribe(newListener) {
      listener = newListener;
    },
    async workers() {
      const now = { jobs: [...running.keys()], threads: options.threads(), seenAt: Date.now(), differs: [] };
      return perform === null ? [] : [{ ...options.worker, ...now }];
    },
    trouble: null,
    async warnings() {
      return [];
    },
    async close() {
      closed = true;
      waiting.clear();
      const works = [...running.values()].map(({ work }) => work);
      for (const work of works) work.leave();
      await Promise.all(works.map((work) => work.ended));
    },
  };
}

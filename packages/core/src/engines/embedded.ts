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
  paused: boolean;
  /** Its end is told, and on its way to the disk: nothing of it runs any more. */
  ending: boolean;
}

/** For each job that may run, so many may be over whose ends are on their way to the disk: one flush answers all of them. */
const mostEnding = 8;

/**
 * A queue in memory, and workers in this process. `jobs` is how many run at a time; those that are paused, and those of which only
 * the end is still to be written, do not count. A job has its key until its end is written.
 */
export function createEmbeddedEngine(options: {
  jobs: number;
  worker: Omit<WorkerInfo, 'jobs' | 'threads' | 'seenAt' | 'differs'>;
  threads: () => number;
}): Engine {
  const waiting = new WaitingLine<Planned>();
  const running = new Map<string, Running>();
  /** Keys of jobs that somebody runs: no two have the same. */
  const runningKeys = new Set<string>();
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

  /** How many run that are neither paused nor ending, and how many are ending: kept at hand, for it is asked with every job. */
  let [busy, ending] = [0, 0];

  function count(job: Running, by: 1 | -1): void {
    if (job.ending) ending += by;
    else if (!job.paused) busy += by;
  }

  function change(job: Running, now: Partial<Pick<Running, 'paused' | 'ending'>>): void {
    count(job, -1);
    Object.assign(job, now);
    count(job, 1);
  }

  function pump(): void {
    while (perform !== null && !closed && busy < options.jobs && ending < mostEnding * options.jobs) {
      const keys = heldKeys.size === 0 ? runningKeys : new Set([...runningKeys, ...heldKeys.values()]);
      const next = waiting.next(keys);
      if (next === undefined) return;
      begin(perform, next);
    }
  }

  function begin(perform: Perform, { assignment, plan }: Planned): void {
    const { job, exclusive } = assignment;
    const report = (report: Report) => {
      const told = tell(report);
      const found = running.get(job);
      if (report.type === 'ended' && found !== undefined) {
        change(found, { ending: true });
        pump();
      }
      return told;
    };
    const work = perform(assignment, {
      report,
      total: async (here: CellCounts) => here,
      left: (from) => plan.left(from),
      blocks: () => plan.blocks(),
    });
    const here: Running = { work, paused: false, ending: false };
    running.set(job, here);
    count(here, 1);
    if (exclusive !== null) runningKeys.add(exclusive);
    void work.ended.then(() => {
      running.delete(job);
      count(here, -1);
      if (exclusive !== null) runningKeys.delete(exclusive);
      pump();
    });
  }

  return {
    name: 'embedded',
    mayLose: false,
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
        change(found, { paused: true });
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
      change(found, { paused: false });
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

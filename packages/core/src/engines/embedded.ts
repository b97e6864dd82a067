import type { Assignment, Engine, Perform, Report, StoredPlan, Work } from '../engine.ts';
import type { WorkerInfo } from '../model/index.ts';
import type { CellCounts } from '../progress/cell.ts';
import { cancelled } from '../run/ending.ts';

interface Waiting {
  readonly assignment: Assignment;
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
  let waiting: Waiting[] = [];
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

  const knows = (job: string) => running.has(job) || waiting.some(({ assignment }) => assignment.job === job);

  function pump(): void {
    const busy = () => [...running.values()].filter(({ paused }) => !paused).length;
    while (perform !== null && !closed && busy() < options.jobs) {
      const keys = [...[...running.values()].flatMap(({ exclusive }) => exclusive ?? []), ...heldKeys.values()];
      const next = nextOf(waiting, new Set(keys));
      if (next === undefined) return;
      waiting = waiting.filter((other) => other !== next);
      begin(perform, next);
    }
  }

  function begin(perform: Perform, { assignment, plan }: Waiting): void {
    const { job, exclusive } = assignment;
    const work = perform(assignment, { report: tell, total: async (here: CellCounts) => here, ...plan });
    running.set(job, { work, exclusive, paused: false });
    void work.ended.then(() => {
      running.delete(job);
      pump();
    });
  }

  /** Takes a job that waits out of the queue. */
  function withdraw(job: string): Waiting | undefined {
    const found = waiting.find(({ assignment }) => assignment.job === job);
    waiting = waiting.filter((other) => other !== found);
    return found;
  }

  return {
    name: 'embedded',
    async enqueue(assignment, plan) {
      heldKeys.delete(assignment.job);
      if (!knows(assignment.job)) waiting.push({ assignment, plan });
      pump();
    },
    async has(job) {
      return knows(job);
    },
    async cancel(job) {
      const found = running.get(job);
      found?.work.cancel();
      const dropped = withdraw(job);
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
      const waited = withdraw(job)?.assignment;
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
      waiting = [];
      const works = [...running.values()].map(({ work }) => work);
      for (const work of works) work.leave();
      await Promise.all(works.map((work) => work.ended));
    },
  };
}

/** Whose turn it is among those whose key nobody has. */
function nextOf(waiting: readonly Waiting[], keys: ReadonlySet<string>): Waiting | undefined {
  let best: Waiting | undefined;
  for (const candidate of waiting) {
    const { exclusive } = candidate.assignment;
    if (exclusive !== null && keys.has(exclusive)) continue;
    if (best === undefined || goesBefore(candidate.assignment, best.assignment)) best = candidate;
  }
  return best;
}

/** Among equals the one that came to the engine first. */
function goesBefore(one: Assignment, other: Assignment): boolean {
  const begun = Number(one.attempt > 1) - Number(other.attempt > 1);
  if (begun !== 0) return begun > 0;
  return one.priority === other.priority ? one.since < other.since : one.priority > other.priority;
}

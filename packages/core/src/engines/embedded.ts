import type { Assignment, Engine, Perform, PlacedItem, Report, Work } from '../engine.ts';

interface Waiting {
  readonly assignment: Assignment;
  readonly left: () => AsyncIterable<readonly PlacedItem[]>;
}

interface Running {
  readonly work: Work;
  readonly exclusive: string | null;
  paused: boolean;
}

/** A queue in memory, and workers in this process. `jobs` is how many run at a time; those that are paused do not count. */
export function createEmbeddedEngine(options: { jobs: number; worker: string; threads: () => number }): Engine {
  let waiting: Waiting[] = [];
  const running = new Map<string, Running>();
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
      const next = nextOf(waiting, running);
      if (next === undefined) return;
      waiting = waiting.filter((other) => other !== next);
      begin(perform, next);
    }
  }

  function begin(perform: Perform, { assignment, left }: Waiting): void {
    const { job, exclusive } = assignment;
    const work = perform(assignment, { report: tell, left });
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
    async enqueue(assignment, left) {
      if (!knows(assignment.job)) waiting.push({ assignment, left });
      pump();
    },
    async has(job) {
      return knows(job);
    },
    async cancel(job) {
      const found = running.get(job);
      found?.work.cancel();
      const dropped = withdraw(job);
      if (dropped === undefined) return found !== undefined;
      const error = { code: 'CANCELLED', message: 'It was cancelled before it began.' };
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
      return withdraw(job) !== undefined || found !== undefined;
    },
    async resume(job) {
      const found = running.get(job);
      if (found === undefined) return false;
      found.paused = false;
      found.work.resume();
      return true;
    },
    async work(worker) {
      perform = worker;
      pump();
    },
    async subscribe(newListener) {
      listener = newListener;
    },
    async workers() {
      return [{ id: options.worker, jobs: [...running.keys()], threads: options.threads() }];
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

/** The one with the highest priority whose key nobody holds; among equals the one that came first. */
function nextOf(waiting: readonly Waiting[], running: ReadonlyMap<string, Running>): Waiting | undefined {
  const held = new Set([...running.values()].flatMap(({ exclusive }) => exclusive ?? []));
  let best: Waiting | undefined;
  for (const candidate of waiting) {
    const { exclusive, priority } = candidate.assignment;
    if (exclusive !== null && held.has(exclusive)) continue;
    if (best === undefined || priority > best.assignment.priority) best = candidate;
  }
  return best;
}

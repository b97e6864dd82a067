import type { Assignment, Engine, Line, Perform, PlacedItem, Report, Work } from '../engine.ts';
import type { WorkerInfo } from '../model/index.ts';

interface Waiting {
  readonly assignment: Assignment;
  readonly left: () => AsyncIterable<readonly PlacedItem[]>;
}

/** A queue in memory, and workers in this process. `jobs` is how many run at a time. */
export function createEmbeddedEngine(options: { jobs: number; worker: string; threads: () => number }): Engine {
  const waiting: Waiting[] = [];
  const running = new Map<string, Work>();
  let perform: Perform | null = null;
  let listener: ((report: Report) => Promise<void>) | null = null;
  let closed = false;

  const tell = (report: Report): Promise<void> => {
    if (listener === null) throw new Error('Nobody listens to the engine.');
    return listener(report);
  };

  function pump(): void {
    while (perform !== null && !closed && running.size < options.jobs) {
      const next = takeNext(waiting);
      if (next === undefined) return;
      begin(perform, next);
    }
  }

  function begin(perform: Perform, { assignment, left }: Waiting): void {
    const line: Line = { report: tell, left };
    const work = perform(assignment, line);
    running.set(assignment.job, work);
    void work.ended.then(() => {
      running.delete(assignment.job);
      pump();
    });
  }

  return {
    name: 'embedded',
    async enqueue(assignment, left) {
      const known = running.has(assignment.job) || waiting.some((other) => other.assignment.job === assignment.job);
      if (!known) waiting.push({ assignment, left });
      pump();
    },
    async cancel(job) {
      const work = running.get(job);
      work?.cancel();
      const place = waiting.findIndex(({ assignment }) => assignment.job === job);
      if (place < 0) return work !== undefined;
      const [dropped] = waiting.splice(place, 1) as [Waiting]; // there is one at that place
      const error = { code: 'CANCELLED', message: 'It was cancelled before it began.' };
      const ending = { state: 'cancelled', result: null, error } as const;
      await tell({ type: 'ended', job, at: Date.now(), ending, counts: dropped.assignment.restored });
      return true;
    },
    async work(worker) {
      perform = worker;
      pump();
    },
    subscribe(newListener) {
      listener = newListener;
    },
    async workers() {
      return [{ id: options.worker, jobs: [...running.keys()], threads: options.threads() } satisfies WorkerInfo];
    },
    async close() {
      closed = true;
      waiting.length = 0;
      const works = [...running.values()];
      for (const work of works) work.leave();
      await Promise.all(works.map((work) => work.ended));
    },
  };
}

/** The one with the highest priority; among equals the one that came first. */
function takeNext(waiting: Waiting[]): Waiting | undefined {
  let best = 0;
  waiting.forEach(({ assignment }, place) => {
    if (assignment.priority > (waiting[best] as Waiting).assignment.priority) best = place; // `best` is a place in the list
  });
  return waiting.splice(best, 1)[0];
}

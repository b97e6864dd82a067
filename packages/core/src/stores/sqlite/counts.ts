import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { type JobCounts, type JobState, jobStates } from '../../model/index.ts';

type Counts = Record<JobState, number>;

/**
 * How many jobs of each task are in which state. They are counted once, and from then on with what is written, so that it takes no
 * longer the more there are. `alone` is false for who only reads what another writes: it counts each time.
 */
export function createCounts(database: DatabaseSyncInstance, alone: boolean) {
  const read = database.prepare('SELECT task, state, count(*) AS count FROM jobs GROUP BY task, state');
  let known: Map<string, Counts> | null = null;

  function count(): Map<string, Counts> {
    const found = new Map<string, Counts>();
    for (const { task, state, count } of read.all() as { task: string; state: JobState; count: number }[]) {
      // as selected
      const counts = found.get(task) ?? noJobs();
      counts[state] = count;
      found.set(task, counts);
    }
    if (alone) known = found;
    return found;
  }

  return {
    /** So many more of a task are in a state. */
    add(task: string, state: JobState, more: number): void {
      if (known === null) return;
      const counts = known.get(task) ?? noJobs();
      counts[state] += more;
      known.set(task, counts);
    },
    /** What was written is not: they are counted anew. */
    forget(): void {
      known = null;
    },
    /** Of these tasks, or of all. */
    of(tasks: readonly string[] | undefined): JobCounts {
      const sum = noJobs();
      for (const [task, counts] of known ?? count()) {
        if (tasks?.length && !tasks.includes(task)) continue;
        for (const state of jobStates) sum[state] += counts[state];
      }
      return sum;
    },
  };
}

/** None in any state. */
export function noJobs(): Counts {
  return Object.fromEntries(jobStates.map((state) => [state, 0])) as Counts; // one for each
}

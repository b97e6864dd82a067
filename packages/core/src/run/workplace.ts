import { totalmem } from 'node:os';
import { Pool } from './pool.ts';
import { ShortJobs } from './short-jobs.ts';
import { SpareThreads, type Workplace } from './workbench.ts';

/** A place to do jobs at. `memory` is what the heap of one thread may take, MiB. */
export function createWorkplace(
  worker: string,
  { jobs, threads, memory = usualMemory() }: { jobs: number; threads: number; memory?: number | undefined },
): Workplace {
  const pool = new Pool({ idle: jobs, memory });
  return { worker, threads, pool, short: new ShortJobs(pool), spare: new SpareThreads(threads) };
}

/** Half of what the machine has, and 2 GiB at most. */
function usualMemory(): number {
  return Math.min(2_048, Math.floor(totalmem() / 2 / 2 ** 20));
}

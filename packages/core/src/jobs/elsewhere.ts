import { MilepostError, plural } from '../model/index.ts';
import type { Store } from '../store.ts';

/**
 * Jobs that have not ended, and that a Redis moves which is not `queue`: whoever else did them would do them twice. Null where there
 * are none, else what to say of them.
 */
export async function findElsewhere(store: Store, queue: string | null): Promise<string | null> {
  const before = await store.queue();
  if (before === null || before === queue) return null;
  const { length } = await store.unfinished();
  if (length === 0) return null;
  const jobs = `${plural('job', length)} of this data folder ${length === 1 ? 'has' : 'have'}`;
  return `${length} ${jobs} not ended, and may run by way of Redis at ${before}. Serve it with that --redis and --redis-prefix again; or, only if that Redis is gone for good or is the same by another name, with --take-back.`;
}

/** @throws MilepostError `JOBS_ELSEWHERE` */
export function refuseElsewhere(why: string): never {
  throw new MilepostError('JOBS_ELSEWHERE', why);
}

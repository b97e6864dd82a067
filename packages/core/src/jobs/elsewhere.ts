import { MilepostError, plural } from '../model/index.ts';
import type { Memory } from '../open-engine.ts';
import type { Change, Store } from '../store.ts';

/** Where the jobs of a memory are that have not ended, when it is about to have its jobs moved by `queue`. */
export interface Whereabouts {
  /** Why they are not to be touched here; null when they may be. */
  readonly elsewhere: string | null;
  readonly memory: Memory;
  /** Remembers that they are here from now on. `isNew`: none of them had been. Gives what is to be known of it. */
  settle(isNew: boolean): Promise<string | null>;
}

/**
 * Jobs that have not ended, and that a Redis moves which is not `queue`, may be at work there: whoever else did them would do them
 * twice. With `takeBack` they are taken all the same, and this memory goes by another name from then on: what that Redis still has
 * of them is dropped when it is met again.
 */
export async function findJobs(store: Store, queue: string | null, takeBack: boolean): Promise<Whereabouts> {
  const { epoch } = store;
  const [before, claim, { counts }] = await Promise.all([store.queue(), store.claim(), store.jobs({ limit: 1 })]);
  const length = counts.queued + counts.running + counts.paused;
  const away = before !== null && before !== queue && length > 0 ? before : null;
  const next = away === null ? claim : `${epoch}/${Date.now().toString(36)}`;
  const jobs = `${length} ${plural('job', length)}`;
  return {
    elsewhere: away === null || takeBack ? null : describeElsewhere(away, jobs, length === 1 ? 'has' : 'have'),
    memory: { epoch, claim, next },
    async settle(isNew) {
      const changes: Change[] = before === queue ? [] : [{ type: 'queue', queue }];
      if (isNew && next !== claim) changes.push({ type: 'claim', claim: next });
      // What was heard from another tells nothing of where to go on here.
      if (isNew && queue !== null) changes.push({ type: 'cursor', cursor: '0-0' });
      if (changes.length > 0) await store.commit(changes);
      return isNew && away !== null ? describeTakenBack(away, jobs, length === 1 ? 'was' : 'were') : null;
    },
  };
}

/** @throws MilepostError `JOBS_ELSEWHERE` */
export function refuseElsewhere(why: string): never {
  throw new MilepostError('JOBS_ELSEWHERE', why);
}

function describeElsewhere(away: string, jobs: string, have: string): string {
  return `${jobs} of this data folder ${have} not ended, and may run by way of Redis at ${away}. Serve it with that --redis and --redis-prefix again; or, only if that Redis is gone for good or is the same by another name, with --take-back.`;
}

function describeTakenBack(away: string, jobs: string, were: string): string {
  return `${jobs} ${were} taken back from Redis at ${away}. A worker that still reaches it goes on there, and does twice what is done here: end such workers.`;
}

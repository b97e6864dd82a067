import type { Parts } from '../parts.ts';
import { type CellCounts, noCounts } from '../progress/cell.ts';
import type { LiveJob } from '../record/live-job.ts';
import type { Origin } from '../store.ts';

/** Blocks that may be on their way to the disk. */
const mostBlocks = 8;

/** What a job that has this origin has before it: so many items, and nothing done. */
export async function countOrigin({ store }: Parts, { job, states }: Origin): Promise<CellCounts> {
  // What is gone is found out when it is the job's turn: then it fails.
  if ((await store.job(job)) === null) return noCounts;
  const { total, done, skipped, failed } = await store.itemCounts(job);
  const counts = { done, skipped, failed, waiting: total - done - skipped - failed };
  return { ...noCounts, total: states.reduce((sum, state) => sum + counts[state], 0) };
}

/** True while a job that has not ended still takes its items from this one. */
export function isOrigin({ recorder }: Parts, id: string): boolean {
  for (const { record } of recorder.liveJobs) if (record.origin?.job === id && !record.planned) return true;
  return false;
}

/**
 * Copies the plan of a job from its origin, block by block, so that nobody waits long behind it. When it is broken off, it begins
 * anew: nothing is done before it is complete.
 */
export async function copyPlan({ recorder, store }: Parts, live: LiveJob): Promise<void> {
  const { origin, job } = live.record;
  if (origin === null) return;
  const written: Promise<void>[] = [];
  for await (const block of store.planFrom(origin)) {
    if (live.record.cancelling || recorder.leaving) return;
    written.push(recorder.take({ type: 'planned', job: job.id, at: Date.now(), block }));
    if (written.length > mostBlocks) await written.shift();
  }
  await Promise.all(written);
  await recorder.take({ type: 'plan-complete', job: job.id, at: Date.now() });
}

import { findTask } from '../check/catalog.ts';
import { checkInput } from '../check/input.ts';
import { type ItemState, isEnded, type Job } from '../model/index.ts';
import type { Parts } from '../parts.ts';
import type { Change, JobRecord } from '../store.ts';
import { enqueue } from './enqueue.ts';
import { findRecord } from './find-record.ts';
import { newRecord } from './new-record.ts';
import { refuse } from './orders.ts';

/** So many keys are named to a plan. */
const mostKeys = 10_000;

/** Puts a new job on disk and hands it to the engine. `plan` is where its items come from, if not from its task. */
export async function createJob(parts: Parts, record: JobRecord, plan: Change | null = null): Promise<Job> {
  const job = await parts.recorder.create(record, plan);
  const live = parts.recorder.live(job.id);
  if (live === undefined) return job;
  if (plan !== null) live.counts = await parts.store.itemCounts(job.id);
  await enqueue(parts, live);
  return job;
}

/**
 * A new job of what failed or was left of one that has ended.
 * @throws MilepostError `INVALID_STATE` when it has not ended, or nothing failed or was left
 */
export async function retryJob(parts: Parts, id: string): Promise<Job> {
  const old = await findRecord(parts, id);
  const { state, undoOf } = old.job;
  if (!isEnded(state) || state === 'succeeded') refuse(old.job, 'tried again');
  const origin = { retryOf: id, undoOf };
  const keys = undoOf === null && old.planned ? await readKeys(parts, id) : null;
  if (keys === null) return createFrom(parts, old, origin, ['failed', 'waiting'], 'plan');
  // What failed may have failed by its plan, or have changed since: it is looked at anew.
  const record = await renew(parts, old, origin);
  return createJob(parts, { ...record, only: keys, except: null });
}

/** The keys of what failed or was left; null when they are so many that they are better done as they were planned. */
async function readKeys({ store }: Parts, id: string): Promise<readonly string[] | null> {
  const keys: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const { items, next } = await store.items({ id, states: ['failed', 'waiting'], limit: 1_000, cursor });
    keys.push(...items.map(({ key }) => key));
    if (keys.length > mostKeys) return null;
    if (next === null) return keys;
    cursor = next;
  }
}

/**
 * A new job that takes back what was done, newest first.
 * @throws MilepostError `INVALID_STATE` when it has not ended, did nothing, or its task cannot take back
 */
export async function undoJob(parts: Parts, id: string): Promise<Job> {
  const old = await findRecord(parts, id);
  if (!old.job.undoable) refuse(old.job, 'undone');
  return createFrom(parts, old, { retryOf: null, undoOf: id }, ['done'], 'newest-first');
}

async function createFrom(
  parts: Parts,
  old: JobRecord,
  origin: Pick<Job, 'retryOf' | 'undoOf'>,
  states: readonly ItemState[],
  order: 'plan' | 'newest-first',
): Promise<Job> {
  const record = { ...(await renew(parts, old, origin)), planned: old.planned };
  const plan = { type: 'plan-from', job: record.job.id, from: old.job.id, states, order } as const;
  return createJob(parts, record, old.planned ? plan : null);
}

/** A job like an old one, not begun. Its input is checked again: what was allowed then may not be now. */
async function renew(parts: Parts, old: JobRecord, origin: Pick<Job, 'retryOf' | 'undoOf'>): Promise<JobRecord> {
  const task = findTask(parts.catalog, old.job.task);
  const input = await checkInput(task, old.job.input, parts.roots);
  const fresh = newRecord(task, input, { only: old.only ?? undefined, except: old.except ?? undefined, priority: old.priority });
  return { ...fresh, job: { ...fresh.job, ...origin } };
}

/**
 * Forgets a job that has ended, with its items and its log.
 * @throws MilepostError `INVALID_STATE` when it has not ended
 */
export async function removeJob(parts: Parts, id: string): Promise<Job> {
  const { job } = await findRecord(parts, id);
  if (!isEnded(job.state)) refuse(job, 'removed');
  await parts.recorder.remove([id]);
  return job;
}

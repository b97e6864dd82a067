import { findTask } from '../check/catalog.ts';
import { checkInput } from '../check/input.ts';
import { type ItemState, isEnded, type Job, MilepostError } from '../model/index.ts';
import type { Parts } from '../parts.ts';
import { noCounts } from '../progress/cell.ts';
import type { JobRecord } from '../store.ts';
import { enqueue } from './enqueue.ts';
import { findRecord } from './find-record.ts';
import { newRecord } from './new-record.ts';
import { refuse } from './orders.ts';
import { countOrigin, isOrigin } from './origin.ts';

/** So many keys are named to a plan. */
const mostKeys = 10_000;

/** Puts a new job on disk and hands it to the engine. */
export async function createJob(parts: Parts, record: JobRecord): Promise<Job> {
  const counts = record.origin === null ? noCounts : await countOrigin(parts, record.origin);
  const live = await parts.recorder.create(record, counts);
  const { job } = live.shown;
  if (!isEnded(job.state)) await enqueue(parts, live);
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
  const record = await renew(parts, old, { retryOf: id, undoOf });
  if (!old.planned) {
    // It is planned anew, without what a batch that works while it is planned has done; an undo begins anew from where it came.
    const done = (await readKeys(parts, id, ['done'])) ?? [];
    const except = done.length > 0 ? [...(record.except ?? []), ...done] : record.except;
    return createJob(parts, { ...record, except, origin: old.origin });
  }
  const keys = undoOf === null ? await readKeys(parts, id, ['failed', 'waiting']) : null;
  // What failed may have failed by its plan, or have changed since: it is looked at anew.
  if (keys !== null) return createJob(parts, { ...record, only: keys, except: null });
  return createJob(parts, { ...record, origin: { job: id, states: ['failed', 'waiting'], order: 'plan' } });
}

/** The keys of the items in these states; null when they are too many to be named to a plan. */
async function readKeys({ store }: Parts, id: string, states: readonly ItemState[]): Promise<readonly string[] | null> {
  const keys: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const { items, next } = await store.items({ id, states, limit: 1_000, cursor });
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
  const record = await renew(parts, old, { retryOf: null, undoOf: id });
  return createJob(parts, { ...record, origin: { job: id, states: ['done'], order: 'newest-first' } });
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
 * @throws MilepostError `INVALID_STATE` when it has not ended, or another job still takes its items from it
 */
export async function removeJob(parts: Parts, id: string): Promise<Job> {
  const { job } = await findRecord(parts, id);
  if (!isEnded(job.state)) refuse(job, 'removed');
  if (isOrigin(parts, id)) {
    throw new MilepostError('INVALID_STATE', `The job "${id}" cannot be removed yet: another one still takes its items from it.`);
  }
  await parts.recorder.remove([id]);
  return job;
}

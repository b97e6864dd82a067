import type { Engine } from '../engine.ts';
import { isEnded } from '../model/index.ts';
import type { Parts } from '../parts.ts';
import { type CellCounts, noCounts } from '../progress/cell.ts';
import type { LiveJob } from '../record/live-job.ts';
import { enter } from '../record/take-report.ts';
import { cancelled } from '../run/ending.ts';
import type { JobRecord } from '../store.ts';
import { enqueue } from './enqueue.ts';
import { countOrigin } from './origin.ts';

/**
 * Listens to the engine from where its reports are remembered, and hands every job that has not ended to it again, unless it
 * has it still; one that is paused waits until it is resumed.
 */
export async function recoverJobs(parts: Parts, listener: Parameters<Engine['subscribe']>[0]): Promise<void> {
  const { store, catalog, engine } = parts;
  const lives: LiveJob[] = [];
  for (const record of await store.unfinished()) lives.push(await adopt(parts, record));
  // What was reported while nobody listened comes first: some of them may have ended meanwhile.
  await engine.subscribe(listener, await store.cursor());
  for (const live of lives) {
    const { job, cancelling } = live.record;
    if (isEnded(job.state)) continue;
    if (cancelling) {
      if (!(await engine.cancel(job.id))) await cancelLost(parts, live);
    } else if (!catalog.has(job.task)) await failWithout(parts, live, job.task);
    else if (job.state !== 'paused') await takeUp(parts, live);
    else await keepPaused(parts, live);
  }
}

/** A job that is remembered and has not ended lives from here on, with what became of its items. */
export async function adopt(parts: Parts, record: JobRecord): Promise<LiveJob> {
  const counts = await countStored(parts, record);
  // Somebody else may have asked for it meanwhile.
  return parts.recorder.live(record.job.id) ?? parts.recorder.adopt(record, counts);
}

async function countStored(parts: Parts, { job, origin, planned }: JobRecord): Promise<CellCounts> {
  if (!planned && origin !== null) return countOrigin(parts, origin);
  // Of one that never began nothing is stored: many wait, and to ask for each would hold up the opening.
  if (job.attempt === 0) return noCounts;
  const counts = await parts.store.itemCounts(job.id);
  return planned ? counts : { ...counts, total: null };
}

/**
 * One that had begun keeps its key: what it has half done is not to be touched by another. Where somebody has it still, this process
 * may have ended before they were told.
 */
async function keepPaused({ engine }: Parts, { record }: LiveJob): Promise<void> {
  const { job, exclusive } = record;
  if (await engine.has(job.id)) await engine.pause(job.id);
  else if (exclusive !== null && job.attempt > 0) await engine.hold(job.id, exclusive);
}

/** A job that was left, or that was under way when its process ended, waits for its turn again. */
export async function takeUp(parts: Parts, live: LiveJob, message = 'It was broken off when Milepost ended, and goes on.') {
  const { recorder, engine } = parts;
  if (await engine.has(live.record.job.id)) return;
  if (live.record.job.state !== 'queued') {
    await recorder.change(live, () => {
      recorder.addLog(live, { at: Date.now(), level: 'info', message, item: null });
      enter(recorder, live, { state: 'queued' });
    });
  }
  await enqueue(parts, live);
}

function failWithout({ recorder }: Parts, live: LiveJob, task: string): Promise<void> {
  const error = { code: 'TASK_NOT_FOUND', message: `There is no task "${task}" any more.` };
  const end = { state: 'failed', error, finishedAt: Date.now() } as const;
  return recorder.change(live, () => enter(recorder, live, end));
}

/** A job whose cancelling was asked for, and that nobody runs any more. */
export function cancelLost({ recorder }: Parts, live: LiveJob): Promise<void> {
  const error = cancelled(live.record.job.attempt === 0 ? 'unbegun' : 'waiting');
  const end = { state: 'cancelled', error, finishedAt: Date.now() } as const;
  return recorder.change(live, () => enter(recorder, live, end));
}

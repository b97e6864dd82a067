import type { Parts } from '../parts.ts';
import type { LiveJob } from '../record/live-job.ts';
import { enter } from '../record/take-report.ts';
import { enqueue } from './enqueue.ts';
import { cancelLost } from './orders.ts';

/** Hands every job that has not ended to the engine again; one that is paused waits until it is resumed. */
export async function recoverJobs(parts: Parts): Promise<void> {
  const { store, recorder, catalog } = parts;
  for (const record of await store.unfinished()) {
    const { id, task, state } = record.job;
    const counts = await store.itemCounts(id);
    const live = recorder.adopt(record, { ...counts, total: record.planned ? counts.total : null });
    if (record.cancelling) await cancelLost(parts, live);
    else if (!catalog.has(task)) await failWithout(parts, live, task);
    else if (state !== 'paused') await takeUp(parts, live);
  }
}

/** A job that was left, or that was under way when its process ended, waits for its turn again. */
async function takeUp(parts: Parts, live: LiveJob): Promise<void> {
  const { recorder } = parts;
  if (live.record.job.state !== 'queued') {
    const message = 'It was broken off when Milepost ended, and goes on.';
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

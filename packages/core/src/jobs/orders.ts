import { isEnded, type Job, MilepostError } from '../model/index.ts';
import type { Parts } from '../parts.ts';
import type { LiveJob } from '../record/live-job.ts';
import { enter } from '../record/take-report.ts';
import { enqueue } from './enqueue.ts';
import { findRecord } from './find-record.ts';

/** What is asked of a job that has not ended. Each is on disk before the job hears of it, so that it outlives this process. */

/** @throws MilepostError `INVALID_STATE` when it has ended */
export async function cancelJob(parts: Parts, id: string): Promise<Job> {
  const live = await findLive(parts, id, 'cancelled');
  await parts.recorder.change(live, () => (live.record = { ...live.record, cancelling: true }));
  if (!(await parts.engine.cancel(id)) && !isEnded(live.record.job.state)) await cancelLost(parts, live);
  return live.shown.job;
}

/** @throws MilepostError `INVALID_STATE` when it has ended or is paused */
export async function pauseJob(parts: Parts, id: string): Promise<Job> {
  const live = await findLive(parts, id, 'paused');
  if (live.record.job.state === 'paused') refuse(live.record.job, 'paused');
  // Up to now it was at work: from here on time does not count.
  const progress = live.record.job.state === 'running' ? live.measure(Date.now()) : live.record.job.progress;
  const written = parts.recorder.change(live, () => enter(parts.recorder, live, { state: 'paused', progress }));
  await parts.engine.pause(id);
  await written;
  return live.shown.job;
}

/** @throws MilepostError `INVALID_STATE` when it is not paused */
export async function resumeJob(parts: Parts, id: string): Promise<Job> {
  const live = await findLive(parts, id, 'resumed');
  if (live.record.job.state !== 'paused') refuse(live.record.job, 'resumed');
  const goesOn = await parts.engine.resume(id);
  // The time until now was not spent at work.
  if (goesOn) live.measure(Date.now());
  await parts.recorder.change(live, () => enter(parts.recorder, live, { state: goesOn ? 'running' : 'queued' }));
  if (!goesOn) await enqueue(parts, live);
  return live.shown.job;
}

/** A job whose cancelling was asked for, and that nobody runs any more. */
export function cancelLost({ recorder }: Parts, live: LiveJob): Promise<void> {
  const error = { code: 'CANCELLED', message: 'It was cancelled while nobody worked on it.' };
  const end = { state: 'cancelled', error, finishedAt: Date.now() } as const;
  return recorder.change(live, () => enter(recorder, live, end));
}

async function findLive(parts: Parts, id: string, verb: string): Promise<LiveJob> {
  return parts.recorder.live(id) ?? refuse((await findRecord(parts, id)).job, verb);
}

/** @throws MilepostError `INVALID_STATE` */
export function refuse({ id, state }: Job, verb: string): never {
  const is = isEnded(state) ? `has ended (${state})` : `is ${state}`;
  throw new MilepostError('INVALID_STATE', `The job "${id}" ${is}: it cannot be ${verb}.`);
}

import { findTask } from '../check/catalog.ts';
import { isEnded, type Job, MilepostError } from '../model/index.ts';
import type { Parts } from '../parts.ts';
import type { LiveJob } from '../record/live-job.ts';
import { enter } from '../record/take-report.ts';
import { refuseElsewhere } from './elsewhere.ts';
import { enqueue } from './enqueue.ts';
import { findRecord } from './find-record.ts';
import { adopt, cancelLost, takeUp } from './recover.ts';

/** What is asked of a job that has not ended. Each is on disk before the job hears of it, so that it outlives this process. */

/** @throws MilepostError `INVALID_STATE` when it has ended */
export async function cancelJob(parts: Parts, id: string): Promise<Job> {
  const live = await findLive(parts, id, 'cancelled');
  if (isEnded(live.record.job.state)) return refuseEnded(parts, live, 'cancelled');
  await parts.recorder.change(live, () => (live.record = { ...live.record, cancelling: true }));
  if (!(await parts.engine.cancel(id)) && !isEnded(live.record.job.state)) await cancelLost(parts, live);
  return live.shown.job;
}

/** @throws MilepostError `INVALID_STATE` when it has ended or is paused */
export async function pauseJob(parts: Parts, id: string): Promise<Job> {
  const live = await findLive(parts, id, 'paused');
  if (isEnded(live.record.job.state)) return refuseEnded(parts, live, 'paused');
  if (live.record.job.state === 'paused') refuse(live.record.job, 'paused');
  requireEngine(parts, 'paused');
  // Up to now it was at work: from here on time does not count.
  const progress = live.record.job.state === 'running' ? live.measure(Date.now()) : live.record.job.progress;
  const written = parts.recorder.change(live, () => enter(parts.recorder, live, { state: 'paused', progress }));
  await parts.engine.pause(id);
  await written;
  return live.shown.job;
}

/** @throws MilepostError `INVALID_STATE` when it is neither paused nor left alone; `TASK_NOT_FOUND` */
export async function resumeJob(parts: Parts, id: string): Promise<Job> {
  const wasLeft = parts.recorder.live(id) === undefined;
  const live = await findLive(parts, id, 'resumed');
  if (isEnded(live.record.job.state)) return refuseEnded(parts, live, 'resumed');
  findTask(parts.catalog, live.record.job.task);
  if (live.record.job.state !== 'paused') {
    if (!wasLeft) refuse(live.record.job, 'resumed');
    await takeUp(parts, live);
    return live.shown.job;
  }
  requireEngine(parts, 'resumed');
  const goesOn = await parts.engine.resume(id);
  // The time until now was not spent at work.
  if (goesOn) live.measure(Date.now());
  await parts.recorder.change(live, () => enter(parts.recorder, live, { state: goesOn ? 'running' : 'queued' }));
  if (!goesOn) await enqueue(parts, live);
  return live.shown.job;
}

/** What cannot be passed on now is refused; a cancel alone is kept until it can. @throws MilepostError `ENGINE_UNAVAILABLE` */
function requireEngine({ engine }: Parts, verb: string): void {
  if (engine.trouble !== null) throw new MilepostError('ENGINE_UNAVAILABLE', `It cannot be ${verb} now. ${engine.trouble}`);
}

/** A job that was left alone when Milepost opened is live from here on. */
async function findLive(parts: Parts, id: string, verb: string): Promise<LiveJob> {
  const live = parts.recorder.live(id);
  if (live !== undefined) return live;
  const record = await findRecord(parts, id);
  if (isEnded(record.job.state)) refuse(record.job, verb);
  if (parts.elsewhere !== null) refuseElsewhere(parts.elsewhere);
  const adopted = await adopt(parts, record);
  if (!record.cancelling) return adopted;
  await cancelLost(parts, adopted);
  return refuse(adopted.record.job, verb);
}

/** Of a job whose end is on its way to the disk: nobody hears of it before it is there. @throws MilepostError `INVALID_STATE` */
async function refuseEnded({ recorder }: Parts, live: LiveJob, verb: string): Promise<never> {
  await recorder.change(live, () => {});
  return refuse(live.shown.job, verb);
}

/** @throws MilepostError `INVALID_STATE` */
export function refuse({ id, state }: Job, verb: string): never {
  const is = isEnded(state) ? `has ended (${state})` : `is ${state}`;
  throw new MilepostError('INVALID_STATE', `The job "${id}" ${is}: it cannot be ${verb}.`);
}

import { type EndState, isEnded, type Job, type JobItem } from '@milepost/core/model';
import { exitCodeOfState, exitCodes } from './exit-code.ts';
import { type Interrupt, onInterrupt } from './interrupt.ts';
import type { Readings } from './place.ts';
import type { View } from './view.ts';

/**
 * Shows jobs until all of them have ended, and gives the exit code: of several that of the one that went worst. Ctrl-C has `hold`
 * stop them where they are, so that they can be resumed; where it is null they go on, and only the watching stops.
 */
export async function followJobs(
  place: Readings,
  ids: readonly string[],
  view: View,
  hold: ((id: string) => Promise<unknown>) | null,
): Promise<number> {
  const leaving = new AbortController();
  const hear = async (interrupt: Interrupt) => {
    if (hold === null) {
      const goesOn = ids.length > 1 ? 'The jobs go on: milepost watch --all' : `The job goes on: milepost watch ${ids.join()}`;
      if (interrupt !== 'closed pipe') view.say(`Not watching any more. ${goesOn}`);
    } else {
      if (interrupt === 'SIGINT') view.say('Stopping. Once more leaves at once.');
      // One that has ended just now, or is held already, refuses: what became of it is read below.
      await Promise.allSettled(ids.map(hold));
    }
    leaving.abort();
  };
  const forget = onInterrupt((interrupt) => void hear(interrupt));
  try {
    const codes = await Promise.all(ids.map((id) => followJob(place, id, view, hold !== null, leaving.signal)));
    return severity.find((code) => codes.includes(code)) ?? exitCodes.succeeded;
  } finally {
    forget();
    view.close();
  }
}

const severity: readonly number[] = [exitCodes.failed, exitCodes.partial, exitCodes.cancelled];

async function followJob(place: Readings, id: string, view: View, holds: boolean, signal: AbortSignal): Promise<number> {
  const ended = await watch(place, id, view, signal);
  if (ended !== null) {
    view.end(ended, await failedItems(place, ended));
    return exitCodeOfState(ended.state);
  }
  if (!signal.aborted) throw new Error(`There is no more news of the job ${id}: whoever worked on it is gone.`);
  if (!holds) return exitCodes.cancelled;
  const job = await place.get(id);
  view.end(job, []);
  return hasEnded(job) ? exitCodeOfState(job.state) : exitCodes.cancelled;
}

/** Gives the job as it ended; null where the watching ended before. */
async function watch(place: Readings, id: string, view: View, signal: AbortSignal): Promise<EndedJob | null> {
  try {
    for await (const event of place.watch(id, signal)) {
      if (signal.aborted) return null;
      view.show(id, event);
      if ('job' in event && hasEnded(event.job)) return event.job;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return null;
}

type EndedJob = Job & { readonly state: EndState };

function hasEnded(job: Job): job is EndedJob {
  return isEnded(job.state);
}

async function failedItems(place: Readings, { id, progress }: Job): Promise<readonly JobItem[]> {
  if (progress.failed === 0) return [];
  return (await place.items({ id, states: ['failed'], limit: 10 })).items;
}

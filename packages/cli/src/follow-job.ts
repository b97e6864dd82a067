import { type EndState, isEnded, type Job, type JobItem } from '@milepost/core/model';
import { exitCodeOfState, exitCodes } from './exit-code.ts';
import { type Interrupt, onInterrupt } from './interrupt.ts';
import type { Place } from './place.ts';
import type { View } from './view.ts';

/**
 * Shows a job until it ends, and gives the exit code. Ctrl-C cancels it, or where `leave` is `'detach'` only stops watching:
 * the job goes on.
 */
export async function followJob(place: Place, id: string, view: View, leave: 'cancel' | 'detach'): Promise<number> {
  const watching = new AbortController();
  const hear = async (interrupt: Interrupt) => {
    if (leave === 'detach') {
      if (interrupt !== 'closed pipe') view.say(`Not watching any more. The job goes on: milepost watch ${id}`);
      return watching.abort();
    }
    if (interrupt === 'SIGINT') view.say('Stopping. Once more leaves at once.');
    // One that has ended just now cannot be cancelled any more; its last event is on its way.
    await place.cancel(id).catch(() => undefined);
  };
  const forget = onInterrupt((interrupt) => void hear(interrupt));
  try {
    const ended = await watch(place, id, view, watching.signal);
    if (ended === null) return exitCodes.cancelled;
    view.end(ended, await failedItems(place, ended));
    return exitCodeOfState(ended.state);
  } finally {
    forget();
    view.close();
  }
}

async function watch(place: Place, id: string, view: View, signal: AbortSignal): Promise<EndedJob | null> {
  try {
    for await (const event of place.watch(id, signal)) {
      if (signal.aborted) return null;
      view.show(event);
      if ('job' in event && hasEnded(event.job)) return event.job;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  if (signal.aborted) return null;
  const job = await place.get(id);
  if (!hasEnded(job)) throw new Error(`The job ${id} is ${job.state}, and there is no more news of it.`);
  return job;
}

type EndedJob = Job & { readonly state: EndState };

function hasEnded(job: Job): job is EndedJob {
  return isEnded(job.state);
}

async function failedItems(place: Place, { id, progress }: Job): Promise<readonly JobItem[]> {
  if (progress.failed === 0) return [];
  return (await place.items({ id, states: ['failed'], limit: 10 })).items;
}

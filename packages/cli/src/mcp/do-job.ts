import { completedCount, describeProgress, isEnded, type Job, type WatchEvent } from '@milepost/core/model';
import type { CallToolResult } from '@modelcontextprotocol/server';
import type { Place } from '../place.ts';
import { describeOutcome } from './results.ts';

/** What goes to and fro while a call is under way. */
export interface Steering {
  /** Aborted when the call is cancelled: then the job is. */
  readonly signal: AbortSignal;
  tell(progress: { progress: number; total?: number; message: string }): Promise<void>;
}

/** Starts a job, tells how far it is, and what became of it. */
export async function doJob(place: Place, start: () => Promise<string>, { signal, tell }: Steering): Promise<CallToolResult> {
  signal.throwIfAborted();
  const id = await start();
  // One that has ended just now cannot be cancelled any more.
  const cancel = () => void place.cancel(id).catch(() => undefined);
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    const job = await toEnd(place, id, tell);
    const failed = job.progress.failed === 0 ? [] : (await place.items({ id, states: ['failed'], limit: 20 })).items;
    return describeOutcome(job, failed);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

async function toEnd(place: Place, id: string, tell: Steering['tell']): Promise<Job> {
  let told = -1;
  for await (const event of place.watch(id, new AbortController().signal)) {
    if ('job' in event && isEnded(event.job.state)) return event.job;
    const progress = progressOf(event);
    if (progress === null || completedCount(progress) <= told) continue;
    // The protocol wants a number that grows each time.
    told = completedCount(progress);
    const message = [describeProgress(progress), progress.note].filter((part) => part !== null && part !== '').join(', ');
    await tell({ progress: told, ...(progress.total !== null && { total: progress.total }), message });
  }
  return place.get(id);
}

function progressOf(event: WatchEvent) {
  return event.type === 'progress' ? event.progress : 'job' in event ? event.job.progress : null;
}

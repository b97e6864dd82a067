import { isEnded, type Job, type LogEntry, type Progress, type WatchEvent } from '@milepost/core/model';
import type { JobHandle, Waiting } from './client.ts';
import { JobCancelled, JobFailed } from './errors.ts';
import { follow } from './follow.ts';
import { iterate, type Sink } from './iterate.ts';
import { pourLog } from './job-log.ts';
import type { Wire } from './wire.ts';

/** What one can do with a job by its id; everything is asked anew. */
export function jobHandle<Result>(wire: Wire, id: string): JobHandle<Result> {
  return {
    id,
    events: (options) => watchJob(wire, id, options),
    progress: (options) => progressOf(wire, id, options),
    log: (options) => logOf(wire, id, options),
    get: (options) => wire.query('jobs.get', { id }, options),
    cancel: (options) => wire.mutate('jobs.cancel', { id }, options),
    pause: (options) => wire.mutate('jobs.pause', { id }, options),
    resume: (options) => wire.mutate('jobs.resume', { id }, options),
    retry: async (options) => jobHandle(wire, (await wire.mutate('jobs.retry', { id }, options)).id),
    undo: async (options) => jobHandle(wire, (await wire.mutate('jobs.undo', { id }, options)).id),
    async result(options) {
      for await (const event of watchJob(wire, id, options)) {
        if ('job' in event && isEnded(event.job.state)) return outcomeOf(event.job) as Result; // as the caller's registry says
      }
      return outcomeOf(await wire.query('jobs.get', { id }, options)) as Result; // as above
    },
  };
}

export function watchJob(wire: Wire, id: string, { signal }: Waiting = {}): AsyncIterableIterator<WatchEvent> {
  return iterate((sink) => followJob(wire, id, sink), {
    signals: [signal, wire.closing],
    // Nobody misses a progress that a newer one follows.
    merge: (unread, newer) => (unread.type === 'progress' && newer.type === 'progress' ? newer : null),
  });
}

function followJob(wire: Wire, id: string, sink: Sink<WatchEvent>): () => void {
  return follow(wire, 'jobs.watch', { id }, (event) => event.type === 'state' && isEnded(event.job.state), sink);
}

function progressOf(wire: Wire, id: string, { signal }: Waiting = {}): AsyncIterableIterator<Progress> {
  return iterate<Progress>(
    (sink) =>
      followJob(wire, id, {
        ...sink,
        push(event) {
          if (event.type === 'progress') sink.push(event.progress);
          else if ('job' in event) sink.push(event.job.progress);
        },
      }),
    { signals: [signal, wire.closing], merge: (_unread, newer) => newer },
  );
}

function logOf(wire: Wire, id: string, { signal }: Waiting = {}): AsyncIterableIterator<LogEntry> {
  return iterate<LogEntry>(
    (sink) => {
      const leaving = new AbortController();
      pourLog(wire, id, watchJob(wire, id, leaving), leaving.signal, sink.push).then(sink.end, sink.fail);
      return () => leaving.abort();
    },
    { signals: [signal, wire.closing] },
  );
}

function outcomeOf(job: Job): unknown {
  if (job.state === 'failed') throw new JobFailed(job);
  if (job.state === 'cancelled') throw new JobCancelled(job);
  return job.result;
}

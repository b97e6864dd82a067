import type { Client } from '@milepost/client';
import type { Job, LogEntry, WatchEvent } from '@milepost/core/model';
import { Live } from './live.svelte.ts';

export interface WatchedJob {
  /** Null until the first snapshot is there. */
  readonly job: Job | null;
  /** The last lines, oldest first. */
  readonly log: readonly LogEntry[];
}

/** More lines than these are not kept on the page. */
const keptLines = 1000;

/** One job, as it goes on. */
export class LiveJob extends Live<WatchedJob, WatchEvent> {
  constructor(client: Pick<Client, 'watch'>, id: string) {
    super({ initial: { job: null, log: [] }, open: (signal) => client.watch(id, { signal }), reduce });
  }
}

function reduce(watched: WatchedJob, event: WatchEvent): WatchedJob {
  switch (event.type) {
    case 'snapshot':
      return { job: event.job, log: event.log };
    case 'state':
      return { ...watched, job: event.job };
    case 'progress':
      return watched.job ? { ...watched, job: { ...watched.job, progress: event.progress } } : watched;
    case 'log':
      return { ...watched, log: [...watched.log, ...event.entries].slice(-keptLines) };
  }
}

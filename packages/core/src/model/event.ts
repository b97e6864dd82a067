import type { Job, JobCounts, LogEntry } from './job.ts';
import type { Progress } from './progress.ts';

/**
 * What a watcher of one job is told. First a snapshot (unless it resumes), then what happens; the last is the `state` in which
 * the job has ended. Log entries and states come once each and in order; of progress only the newest counts.
 */
export type WatchEvent =
  | { readonly type: 'snapshot'; readonly job: Job /** The last lines, oldest first. */; readonly log: readonly LogEntry[] }
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'log'; readonly entries: readonly LogEntry[] }
  | { readonly type: 'state'; readonly job: Job };

/** What a watcher of many jobs is told. */
export type FeedEvent =
  /** The newest jobs that fit the query, newest first. A feed begins with it, and again wherever it cannot resume. */
  | { readonly type: 'snapshot'; readonly jobs: readonly Job[]; readonly counts: JobCounts }
  /** Jobs that are new or in another state, and the ids of those that no longer fit the query. */
  | { readonly type: 'jobs'; readonly jobs: readonly Job[]; readonly gone: readonly string[]; readonly counts: JobCounts }
  /** Only the progress of these has moved. */
  | { readonly type: 'progress'; readonly progress: { readonly [id: string]: Progress } };

/** An event with the place to resume from, written `epoch:number`. */
export interface Numbered<Event> {
  readonly id: string;
  readonly event: Event;
}

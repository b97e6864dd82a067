import type { ErrorInfo } from './error.ts';
import type { Estimate } from './estimate.ts';
import type { Progress } from './progress.ts';
import type { JobState } from './state.ts';

/** Anything that JSON can say. All that crosses a thread, the disk or the wire is made of it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** One time that a task is done: what is remembered of it and shown to everyone. Times are epoch milliseconds. */
export interface Job {
  readonly id: string;
  /** The task's name, such as `photos.shift-dates`. */
  readonly task: string;
  /** The task's title for a person. */
  readonly title: string;
  /** The input with its defaults filled in. */
  readonly input: Json;
  readonly state: JobState;
  readonly progress: Progress;
  /** 1 the first time; one more each time that it was taken up again after a crash. 0 while it has never run. */
  readonly attempt: number;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** What the task returned; for a batch `{ done, skipped, failed }`. */
  readonly result: Json;
  readonly error: ErrorInfo | null;
  /** Who works on it, or worked on it last. */
  readonly worker: string | null;
  /** The job whose failed or unfinished items this one does again. */
  readonly retryOf: string | null;
  /** The job that this one takes back. */
  readonly undoOf: string | null;
  /** True when it has ended, has done items, and its task can take them back. */
  readonly undoable: boolean;
  /** What was foretold at 10, 25, 50 and 75 %, and what came; left out where it has not come to its end, or nothing was foretold. */
  readonly estimates?: readonly Estimate[] | undefined;
}

/** One line of a job's log. */
export interface LogEntry {
  /** Its number among the job's events, from 1; where a reader left off. */
  readonly seq: number;
  readonly at: number;
  readonly level: LogLevel;
  readonly message: string;
  /** The key of the item that it is about. */
  readonly item: string | null;
}

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface JobQuery {
  readonly states?: readonly JobState[] | undefined;
  readonly tasks?: readonly string[] | undefined;
  /** Found in the id, the title, the task's name or the input; case does not matter. */
  readonly text?: string | undefined;
  /** At most this many, 1 to 500; 50 unless told. */
  readonly limit?: number | undefined;
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
}

export type JobCounts = Readonly<Record<JobState, number>>;

export interface JobList {
  /** Newest first. */
  readonly jobs: readonly Job[];
  readonly next: string | null;
  /** How many there are in each state, whatever `states` was asked for. */
  readonly counts: JobCounts;
}

export interface LogQuery {
  readonly id: string;
  /** Only entries with a greater number. */
  readonly after?: number | undefined;
  /** At most this many, 1 to 1,000; 200 unless told. */
  readonly limit?: number | undefined;
}

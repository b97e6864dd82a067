import type { Job } from './model/index.ts';

/** What monitors count. It is called between writing and showing, so it has to be quick, and must not throw. */
export interface Observer {
  /** A job is written anew. `before` is how it was before: null when it is new, the job itself when it was there already. */
  job(job: Job, before: Job | null): void;
  /** A commit is over, after so many milliseconds. */
  commit(ms: number, failed: boolean): void;
}

import type { Job } from '@milepost/core/model';

/** No answer came: nobody listens there, the network is down, or it took too long. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
  /** Where an answer was expected. */
  readonly url: string;

  constructor(url: string, options?: { cause?: unknown; message?: string }) {
    super(
      options?.message ?? `No Milepost server answers at ${url}.`,
      options?.cause === undefined ? undefined : { cause: options.cause },
    );
    this.url = url;
  }
}

/** The job that was waited for has failed. */
export class JobFailed extends Error {
  override readonly name = 'JobFailed';
  readonly job: Job;
  /** Why, for programs: the job's `error.code`. */
  readonly code: string;

  constructor(job: Job) {
    super(job.error?.message ?? `The job "${job.title}" has failed.`);
    this.job = job;
    this.code = job.error?.code ?? 'INTERNAL';
  }
}

/** The job that was waited for was cancelled. */
export class JobCancelled extends Error {
  override readonly name = 'JobCancelled';
  readonly job: Job;

  constructor(job: Job) {
    super(`The job "${job.title}" was cancelled.`);
    this.job = job;
  }
}

import type { Job, JobItem, WatchEvent } from '@milepost/core/model';

/** How a job is shown while it is watched. */
export interface View {
  show(event: WatchEvent): void;
  /** A word of this command itself, such as that Ctrl-C was heard. */
  say(message: string): void;
  /** The last thing: what became of the job. `failed` are the first items that failed. */
  end(job: Job, failed: readonly JobItem[]): void;
  /** Nothing is shown after it. The terminal is as it was. */
  close(): void;
}

/** A stream to write to, as far as a view must know it. */
export interface Output {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

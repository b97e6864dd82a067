import type { Job, JobItem, WatchEvent } from '@milepost/core/model';

/** How jobs are shown while they are watched: one, or several at once. */
export interface View {
  show(id: string, event: WatchEvent): void;
  /** A word of this command itself, such as that Ctrl-C was heard. */
  say(message: string): void;
  /** The last of a job: what became of it, or that it is held. `failed` are the first items that failed. */
  end(job: Job, failed: readonly JobItem[]): void;
  /** Nothing is shown after it. The terminal is as it was. */
  close(): void;
}

/** A stream to write to, as far as a view must know it. */
export interface Output {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  write(text: string): unknown;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

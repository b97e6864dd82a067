import type { CatalogTask } from '../check/catalog.ts';
import type { Assignment, Line } from '../engine.ts';
import type { Cell } from '../progress/cell.ts';
import type { StopReason } from './ending.ts';
import type { Thread } from './lease.ts';
import type { Errand, FromThread, ThreadOutcome } from './messages.ts';
import type { Pool } from './pool.ts';
import type { ShortJobs } from './short-jobs.ts';

/** Where jobs are done: what all jobs of this process share. */
export interface Workplace {
  readonly pool: Pool;
  /** Threads for jobs of one piece: their own, or one that short ones share. */
  readonly short: ShortJobs;
  readonly worker: string;
  /** How many items of one batch may be done at the same time. */
  readonly threads: number;
  /** Threads that batches may have beside the one that every running job has. */
  readonly spare: SpareThreads;
}

/** Lends what is left of a number. */
export class SpareThreads {
  #left: number;

  constructor(count: number) {
    this.#left = count;
  }

  /** Up to `wanted` of them, maybe none. */
  take(wanted: number): number {
    const given = Math.max(0, Math.min(wanted, this.#left));
    this.#left -= given;
    return given;
  }

  giveBack(count: number): void {
    this.#left += count;
  }
}

/** What the parts of a job need of it. */
export interface Workbench {
  readonly assignment: Assignment;
  readonly task: CatalogTask;
  readonly line: Line;
  readonly place: Workplace;
  readonly cell: Cell;
  /** Why it was told to stop, if it was. */
  readonly told: StopReason;
  /** What it is at: the label of an item, or what the task wrote. */
  note: () => string | null;
  /** Has a thread do one part of the job, and tells how it ended. What the thread sends meanwhile goes to `listen`. */
  send(
    part: Errand['part'],
    slot: number,
    listen: (message: FromThread, thread: Thread) => void,
    begun?: (thread: Thread) => void,
  ): Promise<ThreadOutcome>;
  /** Makes all its threads stop, where one of them has met what ends the job. */
  stopThreads(): void;
}

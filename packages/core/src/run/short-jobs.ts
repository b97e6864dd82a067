import type { Cell } from '../progress/cell.ts';
import type { Thread } from './lease.ts';
import type { Pool } from './pool.ts';
import { SharedThread } from './shared-thread.ts';

/** Jobs are short that take less than this, milliseconds: to wake a thread for each of them takes about as long. */
const longest = 0.25;
/** So many must have ended well, one after the other, before that is believed. */
const fewest = 10;

/**
 * Gives threads to jobs of one piece. Those of a task that has been short so far share one: it is woken once for all that wait for
 * it. Others have one each.
 */
export class ShortJobs {
  readonly #pool: Pool;
  /** Of each task, how many of its newest jobs ended well, and how long they took, milliseconds; the newest counts a tenth. */
  readonly #seen = new Map<string, { count: number; ms: number }>();
  #shared: SharedThread;

  constructor(pool: Pool) {
    this.#pool = pool;
    this.#shared = new SharedThread(pool);
  }

  lease(task: string, cell: Cell): Thread {
    const { count = 0, ms = 0 } = this.#seen.get(task) ?? {};
    if (count < fewest || ms > longest) return this.#pool.lease();
    if (this.#shared.isClosed) this.#shared = new SharedThread(this.#pool);
    return this.#shared.isFull ? this.#pool.lease() : this.#shared.join(cell);
  }

  /** A job of the task took so long in its thread, milliseconds; null where it did not end well. */
  note(task: string, ms: number | null): void {
    const seen = this.#seen.get(task);
    if (ms === null) this.#seen.delete(task);
    else if (seen === undefined) this.#seen.set(task, { count: 1, ms });
    else {
      // Of the first ones all count the same: the first of all has loaded its module.
      seen.count++;
      seen.ms += (ms - seen.ms) / Math.min(seen.count, fewest);
    }
  }
}

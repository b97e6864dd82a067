import type { Progress } from '../model/index.ts';
import type { CellCounts } from './cell.ts';
import { Estimator } from './estimator.ts';

/**
 * Makes of counts what is shown of them. Past the total it is clamped; going back, or a total that shrinks, starts the estimate
 * anew. Times are epoch milliseconds.
 */
export class Meter {
  readonly #unit: string;
  #estimator: Estimator;
  #last: CellCounts;

  /** `before` is what was done already: it does not count as work of now. */
  constructor(unit: string, now: number, before: CellCounts) {
    this.#unit = unit;
    this.#estimator = new Estimator(now / 1000);
    this.#last = before;
  }

  read(now: number, counts: CellCounts, note: string | null, active = true): Progress {
    const worked = workOf(counts) - workOf(this.#last);
    const shrank = counts.total !== null && this.#last.total !== null && counts.total < this.#last.total;
    if (worked < 0 || shrank) this.#estimator = new Estimator(now / 1000);
    else this.#estimator.sample(now / 1000, worked, active);
    this.#last = counts;
    const { done, skipped, failed } = clamp(counts);
    const total = counts.total;
    const completed = done + skipped + failed;
    return {
      done,
      skipped,
      failed,
      total,
      unit: this.#unit,
      note,
      rate: this.#estimator.rate,
      remaining: total === null || total === 0 ? null : this.#estimator.remaining(total - completed, completed / total),
      stalled: active && this.#estimator.stalled,
    };
  }
}

/** What was really done now. */
function workOf({ done, failed, restored }: CellCounts): number {
  return done + failed - restored;
}

/** What is over the total is taken from `done` first. */
function clamp(counts: CellCounts): { done: number; skipped: number; failed: number } {
  if (counts.total === null) return counts;
  const failed = Math.min(counts.failed, counts.total);
  const skipped = Math.min(counts.skipped, counts.total - failed);
  return { failed, skipped, done: Math.min(counts.done, counts.total - failed - skipped) };
}

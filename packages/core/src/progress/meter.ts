import { type Estimate, type Progress, type Remaining, shareOf } from '../model/index.ts';
import type { CellCounts } from './cell.ts';
import { Estimator } from './estimator.ts';
import { Foretelling } from './foretelling.ts';
import { Pulse } from './pulse.ts';
import { toStages } from './stages.ts';

/** A machine that was asleep has not worked: between two reads are seconds, not minutes. */
const longestSilence = 60_000;

/**
 * Makes of counts what is shown of them. Past the total it is clamped; going back, or a total that shrinks, starts the estimate
 * anew. Of a job in stages the time left is estimated from its share, for their units may be of many kinds. Times are epoch
 * milliseconds.
 */
export class Meter {
  readonly #unit: string;
  #units: Estimator;
  #shares: Estimator;
  readonly #pulse: Pulse;
  readonly #foretelling = new Foretelling();
  #last: CellCounts;
  #lastNow: number;

  /** `before` is what was done already: it does not count as work of now. */
  constructor(unit: string, now: number, before: CellCounts) {
    this.#unit = unit;
    this.#units = new Estimator(now / 1000);
    this.#shares = new Estimator(now / 1000);
    this.#pulse = new Pulse(now / 1000, signOf(before));
    this.#last = before;
    this.#lastNow = now;
  }

  /** Time since the last read counts as work only if `active`. */
  read(now: number, counts: CellCounts, note: string | null, active = true): Progress {
    const last = this.#last;
    const working = active && now - this.#lastNow < longestSilence;
    const shrank = counts.total !== null && last.total !== null && counts.total < last.total;
    this.#units = advance(this.#units, now, shrank ? -1 : workOf(counts) - workOf(last), working);
    this.#shares = advance(this.#shares, now, workedShare(counts) - workedShare(last), working);
    this.#pulse.feel(now / 1000, signOf(counts), note, working);
    const worked = working ? Math.max(0, now - this.#lastNow) / 1000 : 0;
    this.#last = counts;
    this.#lastNow = now;
    const { done, skipped, failed } = clamp(counts);
    const { total } = counts;
    const completed = done + skipped + failed;
    const stages = toStages(counts.stages ?? []);
    const share = shareOf(completed, total, stages);
    const remaining =
      stages.length > 0 ? this.#remainingOf(share) : total ? this.#units.remaining(total - completed, completed / total) : null;
    this.#foretelling.hear(worked, share, remaining);
    return {
      done,
      skipped,
      failed,
      total,
      unit: this.#unit,
      note,
      rate: this.#units.rate,
      remaining,
      stalled: active && this.#pulse.stalled,
      stages,
    };
  }

  /** What was foretold on the way, for a job that has come to its end. */
  get estimates(): readonly Estimate[] {
    return this.#foretelling.estimates;
  }

  #remainingOf(share: number | null): Remaining | null {
    return share === null ? null : this.#shares.remaining(1 - share, share);
  }
}

/** Going back begins a new estimate; the little that a sum of shares may lose in rounding is not going back. */
function advance(estimator: Estimator, now: number, worked: number, active: boolean): Estimator {
  if (worked < -1e-9) return new Estimator(now / 1000);
  estimator.sample(now / 1000, worked, active);
  return estimator;
}

/** What was really done now. */
function workOf({ done, failed, restored }: Pick<CellCounts, 'done' | 'failed' | 'restored'>): number {
  return done + failed - restored;
}

/** The share of all that was really done now, where there are stages. */
function workedShare(counts: CellCounts): number {
  const { stages = [], total } = counts;
  return stages.length === 0 ? 0 : (shareOf(workOf(counts), total, toStages(stages, workOf)) ?? 0);
}

/** Another whenever any of its counts is. */
function signOf({ done, skipped, failed, stages = [] }: CellCounts): string {
  const counts = `${done} ${skipped} ${failed}`;
  return stages.reduce((sign, stage) => `${sign}, ${stage.done} ${stage.skipped} ${stage.failed}`, counts);
}

/** What is over the total is taken from `done` first. */
function clamp(counts: CellCounts): { done: number; skipped: number; failed: number } {
  if (counts.total === null) return counts;
  const failed = Math.min(counts.failed, counts.total);
  const skipped = Math.min(counts.skipped, counts.total - failed);
  return { failed, skipped, done: Math.min(counts.done, counts.total - failed - skipped) };
}

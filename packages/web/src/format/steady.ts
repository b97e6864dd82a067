import type { Remaining } from '@milepost/core/model';

/**
 * Keeps a shown time left from jittering. The predicted finish moves only when a new prediction has been more than 10 % of the
 * time left, and 5 s, away from it for 2 s; in between the time left simply counts down.
 */
export class SteadyRemaining {
  #kept: { remaining: Remaining; at: number } | null = null;
  #awaySince: number | null = null;

  /** What to show at `now` (milliseconds), given the newest estimate. */
  next(estimate: Remaining | null, now: number): Remaining | null {
    if (estimate === null) {
      this.#kept = this.#awaySince = null;
      return null;
    }
    if (this.#kept === null) return this.#keep(estimate, now);
    const shown = this.#countedDown(now);
    if (Math.abs(estimate.likely - shown.likely) <= Math.max(5, 0.1 * estimate.likely)) {
      this.#awaySince = null;
      return shown;
    }
    this.#awaySince ??= now;
    return now - this.#awaySince >= 2000 ? this.#keep(estimate, now) : shown;
  }

  #keep(remaining: Remaining, at: number): Remaining {
    this.#kept = { remaining, at };
    this.#awaySince = null;
    return remaining;
  }

  #countedDown(now: number): Remaining {
    const { remaining, at } = this.#kept ?? { remaining: { low: 0, likely: 0, high: 0 }, at: now };
    const gone = (now - at) / 1000;
    const left = (seconds: number) => Math.max(0, seconds - gone);
    return { low: left(remaining.low), likely: left(remaining.likely), high: left(remaining.high) };
  }
}

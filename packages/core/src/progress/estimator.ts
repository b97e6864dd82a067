import type { Remaining } from '../model/index.ts';
import { Belief } from './belief.ts';

/** Predictions of the finish whose spread gives the range: so many, from the last fifth of the time. */
const kept = 20;
const keptShare = 0.01;

/**
 * Rate and time left, from samples of how much is done. A double exponential average (as in indicatif) whose window grows with
 * the job and stretches over bursts:
 *
 *   g    = max(0.995·g, gap since the last advance)             the usual longest gap, decaying
 *   tau  = max(clamp(0.25·active time, 15 s, 120 s), 5·g)       the window
 *   W    = 0.1^(dt/tau)                                         what is left of an old weight after dt
 *   n1   = n1·W + (dN/dt)(1−W)      d1 = d1·W + (1−W)           first average
 *   n2   = n2·W + (n1/d1)(1−W)      d2 = d2·W + (1−W)           the average of the first: it lags, and does not jump
 *   rate = n2/d2
 *
 * d1 and d2 are the weights given so far: they make the averages exact from the first sample on. Times are in seconds.
 *
 * What goes up and down for longer than any window is told better by the mean of all the time. So the time left is reckoned with
 * a rate between the two, nearer to the one that has foretold better so far.
 */
export class Estimator {
  #n1 = 0;
  #d1 = 0;
  #n2 = 0;
  #d2 = 0;
  #gap = 0;
  #active = 0;
  #sinceAdvance = 0;
  #advances = 0;
  #done = 0;
  readonly #belief = new Belief();
  #finishes: number[] = [];
  #lastKept = 0;
  #lastNow: number;

  /** `now` is any clock, in seconds. */
  constructor(now: number) {
    this.#lastNow = now;
  }

  /** `count` more units of real work are done (not skipped, not restored after a crash). Time until now counts only if `active`. */
  sample(now: number, count: number, active = true): void {
    const passed = Math.max(0, now - this.#lastNow);
    this.#lastNow = now;
    if (active) {
      this.#active += passed;
      this.#sinceAdvance += passed;
    }
    if (count > 0 && this.#sinceAdvance > 0) {
      this.#gap = Math.max(0.995 * this.#gap, this.#sinceAdvance);
      [this.#n1, this.#d1, this.#n2, this.#d2] = this.#step(count);
      this.#sinceAdvance = 0;
      this.#advances++;
      this.#done += count;
    }
    const { rate } = this;
    if (rate !== null) this.#belief.hear(this.#active, this.#done, () => this.#both(rate));
  }

  /** Units a second just now, or null as long as nothing can be said. A time without an advance lowers it. */
  get rate(): number | null {
    if (this.#advances < 3 || this.#active < 2) return null;
    const [, , n2, d2] = this.#sinceAdvance > 0 ? this.#step(0) : [0, 0, this.#n2, this.#d2];
    return n2 / d2;
  }

  /** Units a second that are to be expected until the end, or null as long as nothing can be said. */
  get expected(): number | null {
    const { rate } = this;
    return rate === null ? null : this.#belief.mean(this.#both(rate));
  }

  /**
   * Seconds until `left` more units are done; null as long as less than 1 % of all is done. The range is the spread of the last
   * predictions about the present one, at least a tenth to each side.
   */
  remaining(left: number, share: number): Remaining | null {
    const rate = this.expected;
    if (rate === null || rate <= 0 || share < 0.01) return null;
    const likely = left / rate;
    if (this.#active - this.#lastKept >= Math.max(1, keptShare * this.#active)) {
      this.#lastKept = this.#active;
      this.#finishes.push(this.#active + likely);
      if (this.#finishes.length > kept) this.#finishes.shift();
    }
    const finishes = this.#finishes.map((finish) => finish - this.#active);
    return {
      low: Math.max(0, Math.min(likely * 0.9, ...finishes)),
      likely,
      high: Math.max(likely * 1.1, ...finishes),
    };
  }

  #both(rate: number): readonly number[] {
    return [rate, this.#done / this.#active];
  }

  #step(count: number): [number, number, number, number] {
    const tau = Math.max(Math.min(Math.max(0.25 * this.#active, 15), 120), 5 * this.#gap);
    const old = 0.1 ** (this.#sinceAdvance / tau);
    const n1 = this.#n1 * old + (count / this.#sinceAdvance) * (1 - old);
    const d1 = this.#d1 * old + (1 - old);
    const n2 = this.#n2 * old + (n1 / d1) * (1 - old);
    const d2 = this.#d2 * old + (1 - old);
    return [n1, d1, n2, d2];
  }
}

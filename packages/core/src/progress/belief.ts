/** So many marks are kept: one a second, or each hundredth of the time. */
const mostMarks = 60;
const least = 1;
const share = 0.01;
/** What came since is held against a mark only after this share of the time, and so many seconds: before it is mostly chance. */
const youngest = 0.15;
const shortest = 2;
/** Until so many marks can be judged, the first of the rates is believed alone. */
const fewest = 4;
const worstMiss = 3;
/** A regret that makes no difference. */
const noise = 0.01;

interface Mark {
  readonly at: number;
  readonly done: number;
  readonly rates: readonly number[];
}

/**
 * Which of several rates to believe for what is left, by how well each of them has foretold what came so far:
 *
 *   actual = work since a mark / time since the mark
 *   miss   = |ln(rate at the mark / actual)|                  at most 3
 *   regret = miss − the smallest miss at that mark
 *   weight ∝ 1 / ((mean regret over the marks)² + 0.01²)
 *
 * Regret and not miss: what nobody could know, a change of pace, is held against none of them, and what is known since then
 * counts at once. Times are active seconds.
 */
export class Belief {
  readonly #marks: Mark[] = [];
  #lastAt = 0;
  #weights: readonly number[] | null = null;

  /** So much was done by now, and these are the rates. */
  hear(at: number, done: number, ratesOf: () => readonly number[]): void {
    if (at - this.#lastAt < Math.max(least, share * at)) return;
    this.#lastAt = at;
    this.#weigh(at, done);
    this.#marks.push({ at, done, rates: ratesOf() });
    if (this.#marks.length > mostMarks) this.#marks.shift();
  }

  /** The mean of the rates, each as far as it is believed. */
  mean(rates: readonly number[]): number {
    return rates.reduce((sum, rate, index) => sum + rate * (this.#weights?.[index] ?? (index === 0 ? 1 : 0)), 0);
  }

  #weigh(at: number, done: number): void {
    const judged = this.#marks.filter((mark) => at - mark.at >= Math.max(shortest, youngest * at) && done > mark.done);
    if (judged.length < fewest) {
      this.#weights = null;
      return;
    }
    const regrets = judged.map((mark) => {
      const actual = (done - mark.done) / (at - mark.at);
      const misses = mark.rates.map((rate) => Math.min(worstMiss, Math.abs(Math.log(rate / actual))));
      return misses.map((miss) => miss - Math.min(...misses));
    });
    const raw = (regrets[0] as readonly number[]).map((_, index) => {
      const regret = regrets.reduce((sum, each) => sum + (each[index] as number), 0) / regrets.length; // as many rates in each
      return 1 / (regret ** 2 + noise ** 2);
    });
    const whole = raw.reduce((sum, weight) => sum + weight, 0);
    this.#weights = raw.map((weight) => weight / whole);
  }
}

/** What a curve is drawn of: the ends of spans of time, epoch milliseconds, and units a second in each; null where nothing is known. */
export interface Curve {
  readonly times: readonly number[];
  readonly rates: readonly (number | null)[];
}

/** More spans than these are put together two by two, so that a job of a week takes no more room than one of a minute. */
const mostSpans = 240;

/** How many units were completed in each span of time. Spans begin a second wide and grow with the job. */
export class Throughput {
  #width = 1000;
  readonly #spans = new Map<number, number>();
  #last: { readonly at: number; readonly completed: number } | null = null;

  /** So many are completed at `at`, milliseconds. Going back, as when a job begins anew, counts as a new beginning. */
  add(at: number, completed: number): void {
    const last = this.#last;
    this.#last = { at, completed };
    if (last === null || at <= last.at) return;
    this.#spread(last.at, at, Math.max(0, completed - last.completed));
  }

  /** One was completed at each of these moments, all of them before what is added from now on. */
  recall(times: readonly number[]): void {
    for (const at of times) this.#put(at, 1);
  }

  /** Nothing is known of the time until the next `add`: the job was held, or not listened to. */
  breakOff(): void {
    this.#last = null;
  }

  get curve(): Curve {
    const numbers = [...this.#spans.keys()].sort((a, b) => a - b);
    const times: number[] = [];
    const rates: (number | null)[] = [];
    let before: number | undefined;
    for (const number of numbers) {
      if (before !== undefined && number > before + 1) {
        times.push((before + 2) * this.#width);
        rates.push(null);
      }
      times.push((number + 1) * this.#width);
      rates.push(((this.#spans.get(number) ?? 0) / this.#width) * 1000);
      before = number;
    }
    return { times, rates };
  }

  /** What came between two looks is spread over the time between them: else a slow look would draw a peak. */
  #spread(from: number, to: number, units: number): void {
    for (let at = from; at < to; ) {
      const end = Math.min(to, (Math.floor(at / this.#width) + 1) * this.#width);
      this.#put(at, (units * (end - at)) / (to - from));
      at = end;
    }
  }

  #put(at: number, units: number): void {
    const number = Math.floor(at / this.#width);
    this.#spans.set(number, (this.#spans.get(number) ?? 0) + units);
    while (this.#spans.size > mostSpans) this.#widen();
  }

  #widen(): void {
    this.#width *= 2;
    const narrow = [...this.#spans];
    this.#spans.clear();
    for (const [number, units] of narrow) {
      const wide = Math.floor(number / 2);
      this.#spans.set(wide, (this.#spans.get(wide) ?? 0) + units);
    }
  }
}

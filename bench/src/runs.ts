import type { Contestant } from './question.ts';

/** Runs of a measurement that is told of in more than one race: what one race has measured, the others tell again. */
export class Runs<Run> {
  readonly #measure: () => Promise<Run>;
  readonly #runs: Promise<Run>[] = [];

  constructor(measure: () => Promise<Run>) {
    this.#measure = measure;
  }

  /** A measurement that tells one figure of each run, from the first one on. */
  telling(figureOf: (run: Run) => number): Contestant['measure'] {
    let next = 0;
    return async () => {
      const index = next++;
      this.#runs[index] ??= this.#measure();
      return figureOf(await this.#runs[index]);
    };
  }
}

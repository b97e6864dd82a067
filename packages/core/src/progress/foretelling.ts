import type { Estimate, Remaining } from '../model/index.ts';

const marks = [0.1, 0.25, 0.5, 0.75];

/** Keeps what was foretold at a few marks, to be held against what came. Time that is not spent at work does not count. */
export class Foretelling {
  readonly #told: { percent: number; foretold: number; at: number }[] = [];
  #worked = 0;
  #last = -1;

  /** So many seconds passed at work, and this was said then. */
  hear(seconds: number, share: number | null, remaining: Remaining | null): void {
    this.#worked += seconds;
    const mark = share === null ? -1 : marks.findLastIndex((each) => each <= share);
    if (mark <= this.#last) return;
    this.#last = mark;
    // Before its time nothing is foretold, and what is said past the last mark is of another.
    if (remaining === null || share === null || share >= 1) return;
    this.#told.push({ percent: (marks[mark] as number) * 100, foretold: remaining.likely, at: this.#worked }); // one of the marks
  }

  /** All of it, for a job that has come to its end just now. */
  get estimates(): readonly Estimate[] {
    return this.#told.map(({ at, ...told }) => ({ ...told, came: this.#worked - at }));
  }
}

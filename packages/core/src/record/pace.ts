/** So many new jobs may go before all are there who come at the same time, and so many commits may be under way then. */
const enough = 25;
const most = 2;
/**
 * A commit of half as many jobs takes more than half as long, for most of it is the disk's. Where the disk takes its time it is quicker
 * to send all of them together; where it is quick, to have some written while the others are made. Measured with fifty at a time: while
 * a flush took 0.16 ms two commits under way were 1.2 to 1.5 times as quick as one, with 0.4 ms as quick as that; a commit of 25 then
 * took 10 and 15 times as long as to make them, and one of 50 takes half as long again. In between it stays as it is.
 */
const worth = 20;
/** How much the newest counts among those before it. */
const weight = 1 / 16;

/** How many commits are with the store, and when the next one joins them. Times are what `performance.now()` says. */
export class Pace {
  #underWay = 0;
  /** How long the store takes for a commit, and how long it takes to make `enough` jobs, lately, milliseconds. */
  #taken = 0;
  #making = 0;
  #answered = Number.NEGATIVE_INFINITY;
  readonly #worth: number;

  constructor(least = worth) {
    this.#worth = least;
  }

  get isIdle(): boolean {
    return this.#underWay === 0;
  }

  get isFull(): boolean {
    return this.#underWay >= most;
  }

  /** Whether so many new jobs, the first of which came `since` then, go now. */
  isWorth(created: number, since: number): boolean {
    if (created < enough) return false;
    if (created === enough) this.#making += weight * (performance.now() - since - this.#making);
    return !this.isFull && this.#worth * this.#making > this.#taken;
  }

  begin(): void {
    this.#underWay++;
  }

  /** One that was handed over `begun` then is answered: the store takes them one after the other. */
  end(begun: number): void {
    const now = performance.now();
    this.#taken += weight * (now - Math.max(begun, this.#answered) - this.#taken);
    this.#answered = now;
    this.#underWay--;
  }
}

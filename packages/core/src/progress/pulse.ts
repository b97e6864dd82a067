import { shortestStall } from '../model/index.ts';

/** Until so many advances nothing is usual. */
const fewest = 3;
/** A silence is long when it is so many times the usual gap, and at least `shortestStall`. */
const times = 10;

/**
 * Whether a job stalls: it gave no sign for ten times its usual longest gap between advances, and for 10 s at least. The usual
 * longest one decays with every advance, so that one long wait is not held against it for ever:
 *
 *   usual = max(0.995 · usual, gap before this advance)
 *
 * Before its third advance it is never said to stall, for nobody knows yet what is usual: so not while it plans either. A note
 * is a sign that it lives, and no advance. Times are in seconds.
 */
export class Pulse {
  #counts: string;
  #note: string | null = null;
  #advances = 0;
  #usual = 0;
  #sinceAdvance = 0;
  #silence = 0;
  #lastNow: number;

  /** `counts` is anything that is another when the job gets on. */
  constructor(now: number, counts: string) {
    this.#counts = counts;
    this.#lastNow = now;
  }

  /** The time since the last call counts only if the job was `active`. */
  feel(now: number, counts: string, note: string | null, active: boolean): void {
    const passed = active ? Math.max(0, now - this.#lastNow) : 0;
    this.#lastNow = now;
    this.#sinceAdvance += passed;
    this.#silence += passed;
    if (counts !== this.#counts) {
      this.#advances++;
      this.#usual = Math.max(0.995 * this.#usual, this.#sinceAdvance);
      this.#sinceAdvance = 0;
    }
    if (counts !== this.#counts || note !== this.#note) this.#silence = 0;
    this.#counts = counts;
    this.#note = note;
  }

  get stalled(): boolean {
    return this.#advances >= fewest && this.#silence > Math.max(shortestStall, times * this.#usual);
  }
}

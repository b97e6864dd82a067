import type { Reckoning } from './estimators.ts';
import type { Course } from './workloads.ts';

export interface Verdict {
  /** How far off the time left was, in % of what it came to, each second. */
  readonly errors: readonly number[];
  /** How far the predicted finish moved from one second to the next, in % of the whole. */
  readonly moves: readonly number[];
}

/** Looks each second, as a page would, between 3 and 97 % of the time. What is not said is no error. */
export function judge({ events, total, before }: Course, reckoning: Reckoning): Verdict {
  const end = events.at(-1)?.[0] ?? 0;
  const step = Math.min(1, end / 100);
  const verdict: { errors: number[]; moves: number[] } = { errors: [], moves: [] };
  let [index, done] = [0, before];
  let lastFinish: number | null = null;
  for (let look = 1; look * step < end; look++) {
    const now = look * step;
    for (let event = events[index]; event !== undefined && event[0] <= now; event = events[++index]) {
      reckoning.update(...event);
      done = event[1];
    }
    if (now < 0.03 * end || now > 0.97 * end) continue;
    const rate = reckoning.rate(now);
    if (rate === null) continue;
    const left = Math.min(rate > 0 ? (total - done) / rate : Number.POSITIVE_INFINITY, 10 * end);
    verdict.errors.push((100 * Math.abs(left - (end - now))) / (end - now));
    if (lastFinish !== null) verdict.moves.push((100 * Math.abs(now + left - lastFinish)) / end / step);
    lastFinish = now + left;
  }
  return verdict;
}

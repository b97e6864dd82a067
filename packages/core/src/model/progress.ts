import { isEnded, type JobState } from './state.ts';

/** How far a job is. Counts are items, or whatever `unit` names. */
export interface Progress {
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
  /** Null while it is not known. */
  readonly total: number | null;
  /** What is counted, in the singular: `photo`. */
  readonly unit: string;
  /** What it is at just now. */
  readonly note: string | null;
  /** Units a second, or null when nothing can be said. */
  readonly rate: number | null;
  /** Seconds left, or null when nothing can be said. */
  readonly remaining: Remaining | null;
  /** No progress for a good deal longer than usual. */
  readonly stalled: boolean;
}

/** Seconds left: probably `likely`, with luck `low`, at worst about `high`. */
export interface Remaining {
  readonly low: number;
  readonly likely: number;
  readonly high: number;
}

type Counts = Pick<Progress, 'done' | 'skipped' | 'failed' | 'total'>;

export function emptyProgress(unit: string): Progress {
  return { done: 0, skipped: 0, failed: 0, total: null, unit, note: null, rate: null, remaining: null, stalled: false };
}

/** Done, skipped and failed together; never more than the total. */
export function completedCount(progress: Counts): number {
  const completed = progress.done + progress.skipped + progress.failed;
  return progress.total === null ? completed : Math.min(completed, progress.total);
}

/**
 * The share that is completed, 0 to 100, or null when the total is not known. An empty batch is complete.
 * Usable before, during and after a job.
 */
export function percentDone(progress: Counts): number | null {
  if (progress.total === null) return null;
  return progress.total === 0 ? 100 : (completedCount(progress) / progress.total) * 100;
}

/**
 * `42 of 300 photos (14.00%)`; without a total `42 photos`. Given the state of a job that has not ended, it never says 100 %.
 */
export function describeProgress(progress: Counts & Pick<Progress, 'unit'>, state?: JobState): string {
  const percent = percentDone(progress);
  const completed = completedCount(progress);
  if (progress.total === null || percent === null) return `${completed} ${plural(progress.unit, completed)}`;
  const most = state === undefined || isEnded(state) ? 100 : 99.99;
  // Cut off rather than rounded: 99.999 % is not yet 100.00 %. The little more is for 57.5, which comes out as 57.49999….
  const shown = (Math.floor(Math.min(percent, most) * 100 + 1e-6) / 100).toFixed(2);
  return `${completed} of ${progress.total} ${plural(progress.unit, progress.total)} (${shown}%)`;
}

/** The English plural of a unit: `photo` → `photos`, `entry` → `entries`, `batch` → `batches`. */
export function plural(unit: string, count: number): string {
  if (count === 1) return unit;
  if (/[^aeiou]y$/.test(unit)) return `${unit.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(unit) ? `${unit}es` : `${unit}s`;
}

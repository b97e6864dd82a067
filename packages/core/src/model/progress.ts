import { isEnded, type JobState } from './state.ts';

/**
 * How far a job is. Counts are items, or whatever `unit` names. Where its task named stages, how far it is is made of them, and
 * the counts are only of what was counted beside them.
 */
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
  /** The stages that its task named, in the order in which it did; empty where it named none. */
  readonly stages: readonly Stage[];
}

/** No job is said to stall that was silent for less, seconds. */
export const shortestStall = 10;

/** A part of a job that is counted by itself. */
export interface Stage {
  /** Its own among its neighbours. */
  readonly name: string;
  /** How much of its parent it is, beside its neighbours' weights. */
  readonly weight: number;
  /** How many of its units are completed: those that were skipped or failed are among them. */
  readonly done: number;
  /** Null while it is not known. */
  readonly total: number | null;
  /** How much of it is completed with all its stages, 0 to 1, or null when nothing can be said. */
  readonly share: number | null;
  readonly stages: readonly Stage[];
}

/** Seconds left: probably `likely`, with luck `low`, at worst about `high`. */
export interface Remaining {
  readonly low: number;
  readonly likely: number;
  readonly high: number;
}

type Counts = Pick<Progress, 'done' | 'skipped' | 'failed' | 'total'> & Partial<Pick<Progress, 'stages'>>;

export function emptyProgress(unit: string): Progress {
  return {
    done: 0,
    skipped: 0,
    failed: 0,
    total: null,
    unit,
    note: null,
    rate: null,
    remaining: null,
    stalled: false,
    stages: [],
  };
}

/** Done, skipped and failed together; never more than the total. */
export function completedCount(progress: Counts): number {
  const completed = progress.done + progress.skipped + progress.failed;
  return progress.total === null ? completed : Math.min(completed, progress.total);
}

/**
 * The share that is completed, 0 to 100, or null when the total is not known. An empty batch is complete. With stages it is their
 * share by their weights. Usable before, during and after a job.
 */
export function percentDone(progress: Counts): number | null {
  const share = shareOf(completedCount(progress), progress.total, progress.stages ?? []);
  return share === null ? null : share * 100;
}

/**
 * `42 of 300 photos (14.00%)`; without a total `42 photos`; of a job in stages `Write: 40 of 100 (57.50%)`. Given the state of a
 * job that has not ended, it never says 100 %. `write` is how a count is written, in bare digits unless told.
 */
export function describeProgress(
  progress: Counts & Pick<Progress, 'unit'>,
  state?: JobState,
  write: (count: number) => string = String,
): string {
  const counts = describeCounts(progress, write);
  const percent = percentDone(progress);
  if (percent === null) return counts;
  const most = state === undefined || isEnded(state) ? 100 : 99.99;
  // Cut off rather than rounded: 99.999 % is not yet 100.00 %. The little more is for 57.5, which comes out as 57.49999….
  const shown = `${(Math.floor(Math.min(percent, most) * 100 + 1e-6) / 100).toFixed(2)}%`;
  return counts === '' ? shown : `${counts} (${shown})`;
}

function describeCounts(progress: Counts & Pick<Progress, 'unit'>, write: (count: number) => string): string {
  const { total, unit, stages = [] } = progress;
  const completed = completedCount(progress);
  if (total !== null) return `${write(completed)} of ${write(total)} ${plural(unit, total)}`;
  if (stages.length === 0 || completed > 0) return `${write(completed)} ${plural(unit, completed)}`;
  const stage = currentStage(stages);
  if (stage === null) return '';
  const { name, done, total: most } = stage;
  return `${name}: ${most === null ? write(done) : `${write(Math.min(done, most))} of ${write(most)}`}`;
}

/** The stage that is under way, the innermost one; null when all are complete. */
export function currentStage(stages: readonly Stage[]): Stage | null {
  const last = stages.findLast(({ done, share }) => done > 0 || (share ?? 0) > 0);
  const open = last !== undefined && last.share !== 1 ? last : stages.find(({ share }) => share !== 1);
  return open === undefined ? null : (currentStage(open.stages) ?? open);
}

/**
 * How much is completed, 0 to 1, of what is made of parts and of units of its own; null when nothing can be said.
 *
 *   share = Σ weight · share of the part / Σ weight
 *
 * A part of which nothing can be said is not complete: it counts with its weight and adds nothing. Units of its own, where their
 * total is known, are one more part, of weight 1.
 */
export function shareOf(
  completed: number,
  total: number | null,
  parts: readonly Pick<Stage, 'weight' | 'share'>[],
): number | null {
  const own = total === null ? null : total === 0 ? 1 : Math.min(1, completed / total);
  if (parts.length === 0) return own;
  const all = own === null ? parts : [...parts, { weight: 1, share: own }];
  if (all.every(({ share }) => share === null)) return null;
  const sum = (values: readonly number[]) => values.reduce((before, value) => before + value, 0);
  return sum(all.map(({ weight, share }) => weight * (share ?? 0))) / sum(all.map(({ weight }) => weight));
}

/** The English plural of a unit: `photo` → `photos`, `entry` → `entries`, `batch` → `batches`. */
export function plural(unit: string, count: number): string {
  if (count === 1) return unit;
  if (/[^aeiou]y$/.test(unit)) return `${unit.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(unit) ? `${unit}es` : `${unit}s`;
}

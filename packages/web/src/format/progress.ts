import { completedCount, describeProgress, isEnded, type Job, type Progress, percentDone } from '@milepost/core/model';
import { formatCount, formatUnits } from './number.ts';
import { formatRemaining } from './time.ts';

type Moving = Pick<Job, 'state' | 'progress'>;

/**
 * The percentage to show, or null where there is none to tell. A job that goes on never shows more than 99.9, for its last item
 * may be done and its end still to come.
 */
export function shownPercent({ state, progress }: Moving): number | null {
  const percent = percentDone(progress);
  if (percent === null || isEnded(state)) return percent;
  return Math.min(percent, 99.9);
}

/** `42 %`, cut off rather than rounded. */
export function formatPercent(percent: number): string {
  return `${Math.floor(percent)} %`;
}

/** `42 of 300 photos (14.00%)`; where all is counted and the end is not yet there: `300 of 300 photos, finishing`. */
export function describeJob(job: Moving): string {
  const { progress, state } = job;
  const { total, unit, stages } = progress;
  const counted = total !== null && total > 0 && completedCount(progress) >= total && (percentDone(progress) ?? 0) >= 100;
  if (counted && !isEnded(state)) return `${formatCount(total)} of ${formatUnits(total, unit)}, finishing`;
  if (total === null && stages.length === 0 && completedCount(progress) === 0) return '';
  return describeProgress(progress, state, formatCount);
}

/** What a screen reader says of the bar. */
export function speakProgress(job: Moving): string {
  const { progress, state } = job;
  const parts = [describeJob(job) || 'Nothing counted yet'];
  if (progress.failed > 0) parts.push(`${formatCount(progress.failed)} failed`);
  if (progress.remaining && state === 'running') parts.push(`${formatRemaining(progress.remaining)} left`);
  return parts.join(', ');
}

/** The shares of the bar, each 0 to 1. Without a total there are none; of a job in stages it is known only how far it is. */
export function barShares(progress: Progress): { done: number; skipped: number; failed: number } | null {
  const { total, stages } = progress;
  if (stages.length > 0) {
    const percent = percentDone(progress);
    return percent === null ? null : { done: percent / 100, skipped: 0, failed: 0 };
  }
  if (total === null) return null;
  if (total === 0) return { done: 1, skipped: 0, failed: 0 };
  // Past the total the shares shrink together, so that what failed stays in sight.
  const whole = Math.max(total, progress.done + progress.skipped + progress.failed);
  return { done: progress.done / whole, skipped: progress.skipped / whole, failed: progress.failed / whole };
}

import {
  completedCount,
  currentStage,
  describeProgress,
  isEnded,
  type Job,
  type JobState,
  type Progress,
  percentDone,
  plural,
} from '@milepost/core/model';
import { describeRate, describeRemaining } from './time.ts';

/** `42 of 300 photos (14.00%)`. Only a job that has ended is 100 % done: the last step may yet take its time. */
export function describeCounts(progress: Progress, state: JobState): string {
  return holdBack(describeProgress(progress), state);
}

/** False for a job that counts nothing, or has not begun to. */
export function hasCounts(progress: Progress): boolean {
  return completedCount(progress) > 0 || progress.total !== null || progress.stages.length > 0;
}

/** `42/300 photos`, where there is little room; of a job in stages the one that it is at. */
export function describeCountsShortly(progress: Progress): string {
  const completed = completedCount(progress);
  const stage = completed === 0 && progress.total === null ? currentStage(progress.stages) : null;
  if (stage !== null) return stage.name;
  return progress.total === null
    ? `${completed} ${plural(progress.unit, completed)}`
    : `${completed}/${progress.total} ${plural(progress.unit, progress.total)}`;
}

/** `14%`, or null where the total is not known. */
export function describePercent(progress: Progress, state: JobState): string | null {
  const percent = percentDone(progress);
  if (percent === null) return null;
  return `${isEnded(state) ? Math.floor(percent) : Math.min(99, Math.floor(percent))}%`;
}

/** What else there is to say of it: `12.3/s`, `about 20 s left`, `2 failed`. Nothing of speed for a job that does not run. */
export function describePace({ state, progress }: Pick<Job, 'state' | 'progress'>): string[] {
  const { rate, remaining, skipped, failed } = progress;
  return [
    state === 'running' ? null : state,
    state === 'running' && rate !== null && rate > 0 ? describeRate(rate) : null,
    state === 'running' && remaining !== null && !progress.stalled ? `${describeRemaining(remaining)} left` : null,
    skipped > 0 ? `${skipped} skipped` : null,
    failed > 0 ? `${failed} failed` : null,
  ].filter((part) => part !== null);
}

function holdBack(text: string, state: JobState): string {
  return isEnded(state) ? text : text.replace('(100.00%)', '(99.99%)');
}

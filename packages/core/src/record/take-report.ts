import type { Report } from '../engine.ts';
import type { FailedItem } from '../items/segment.ts';
import { isEnded, type Job, type JobState, mayFollow, type Progress } from '../model/index.ts';
import { Meter } from '../progress/meter.ts';
import type { LiveJob } from './live-job.ts';
import type { Recorder } from './recorder.ts';

/** What each kind of report does to what is remembered of its job. */
export function takeReport(recorder: Recorder, live: LiveJob, report: Report): void {
  const job = report.job;
  recorder.touch(live);
  if (report.type === 'began') {
    const { attempt, startedAt } = live.record.job;
    live.meter = new Meter(live.record.job.progress.unit, report.at, live.counts);
    // One that was paused while somebody was taking it stays so: who took it will hear.
    const state = live.record.job.state === 'paused' ? 'paused' : 'running';
    enter(recorder, live, { state, attempt: attempt + 1, startedAt: startedAt ?? report.at, worker: report.worker });
  } else if (report.type === 'planned') {
    recorder.addChange(live, { type: 'planned', job, block: report.block });
  } else if (report.type === 'plan-complete') {
    live.record = { ...live.record, planned: true };
    // Planning was not work: the rate is of what is done from now on. Where items were done meanwhile, it was.
    if (live.counts.done + live.counts.failed === 0)
      live.meter = new Meter(live.record.job.progress.unit, report.at, live.counts);
  } else if (report.type === 'outcomes') {
    recorder.addChange(live, { type: 'outcomes', job, segments: report.segments });
    for (const failure of report.failures) logFailure(recorder, live, failure);
  } else if (report.type === 'log') {
    for (const line of report.lines) recorder.addLog(live, line);
  } else if (report.type === 'progress') {
    live.counts = report.counts;
    live.note = report.note;
    live.change({}, live.measure(report.at));
  } else if (report.type === 'left') {
    if (live.record.job.state === 'running') enter(recorder, live, { state: 'queued' });
  } else if (report.type === 'checkpoint') {
    live.record = { ...live.record, checkpoint: { value: report.value } };
  } else {
    live.counts = report.counts;
    const { state, result, error } = report.ending;
    const progress = live.measure(report.at);
    const undoable = live.record.reversible && live.record.job.undoOf === null && progress.done > 0;
    // Of one that was stopped on its way nobody knows how long it would have taken.
    const estimates = state === 'succeeded' || state === 'partial' ? (live.meter?.estimates ?? []) : [];
    const ending = { state, result, error, progress, undoable, finishedAt: report.at };
    enter(recorder, live, estimates.length > 0 ? { ...ending, estimates } : ending);
  }
}

/** The job enters a state, or another attempt of the same. */
export function enter(recorder: Recorder, live: LiveJob, change: Partial<Job> & Pick<Job, 'state'>): void {
  const { id, state } = live.record.job;
  if (change.state !== state && !mayFollow(state, change.state))
    throw new Error(`"${id}" cannot go from ${state} to ${change.state}.`);
  live.change(change, progressIn(change.state, change.progress ?? live.record.job.progress));
  recorder.addState(live);
}

/** What is only true of a job at work is not said of one that waits, holds still or has ended. */
function progressIn(state: JobState, progress: Progress): Progress {
  if (state === 'running') return progress;
  if (state === 'paused') return { ...progress, stalled: false };
  return { ...progress, remaining: null, stalled: false, ...(isEnded(state) ? { note: null } : { rate: null }) };
}

function logFailure(recorder: Recorder, live: LiveJob, { at, key, error: { message } }: FailedItem): void {
  // Many messages name their item themselves.
  recorder.addLog(live, { at, level: 'error', message: message.includes(key) ? message : `${key}: ${message}`, item: key });
}

/**
 * Whether it is written at once. That is what somebody waits for (of outcomes, those for which a job waits) and how far jobs are:
 * that is looked at no oftener, for all jobs at the same moments. Were it to wait after whatever was written between two looks, each
 * look would wait as long as the one before.
 */
export function hurries(report: Report): boolean {
  if (report.type === 'outcomes') return report.awaited === true;
  return report.type === 'planned' || report.type === 'plan-complete' || report.type === 'ended' || report.type === 'progress';
}

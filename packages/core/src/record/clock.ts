import { isEnded } from '../model/index.ts';
import type { Recorder } from './recorder.ts';

const period = 1_000;

/**
 * Reads the meter of every running job once a second, so that a job that says nothing is seen to slow down and to stall.
 * Gives what stops it.
 */
export function readMeters(recorder: Recorder): () => void {
  const timer = setInterval(() => {
    for (const live of recorder.liveJobs) {
      const { state, progress } = live.record.job;
      if (isEnded(state) || state === 'queued') continue;
      const now = live.measure(Date.now());
      const rateMoved = Math.abs((now.rate ?? 0) - (progress.rate ?? 0)) > 0.02 * (progress.rate ?? 0);
      if (now.stalled !== progress.stalled || rateMoved) void recorder.change(live, () => live.change({}, now)).catch(() => {});
    }
  }, period);
  timer.unref();
  return () => clearInterval(timer);
}

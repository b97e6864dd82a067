import type { Ending } from '../engine.ts';
import type { CellCounts } from '../progress/cell.ts';
import type { ThreadOutcome } from './messages.ts';

/** Why a job was told to stop, if it was. */
export type StopReason = 'cancel' | 'leave' | 'timeout' | null;

/**
 * The one place where an outcome becomes a state. Null when the job has not ended: it leaves, and goes on at another time.
 * `forced` is true when a thread had to be ended because it did not stop within `grace` milliseconds.
 */
export function endOf(
  outcome: ThreadOutcome,
  counts: CellCounts,
  told: { reason: StopReason; forced: boolean; grace: number; timeout: number },
  kind: 'task' | 'batch',
): Ending | null {
  if (outcome.type === 'returned') {
    if (kind === 'task') return { state: 'succeeded', result: outcome.result, error: null };
    return endOfBatch(counts);
  }
  if (told.reason === 'leave') return null;
  if (told.reason === 'cancel') {
    const how = told.forced
      ? `It did not stop within ${told.grace / 1000} s, so its thread was ended.`
      : 'It stopped when it was asked to.';
    return { state: 'cancelled', result: null, error: { code: 'CANCELLED', message: how } };
  }
  if (told.reason === 'timeout') {
    const message = `It was not done within ${told.timeout / 1000} s.`;
    return { state: 'failed', result: null, error: { code: 'TIMEOUT', message } };
  }
  if (outcome.type === 'stopped') {
    return { state: 'failed', result: null, error: { code: 'STOPPED', message: 'It stopped without being asked to.' } };
  }
  return { state: 'failed', result: null, error: outcome.error };
}

function endOfBatch({ done, skipped, failed }: CellCounts): Ending {
  const result = { done, skipped, failed };
  if (failed === 0) return { state: 'succeeded', result, error: null };
  const some = done + skipped > 0;
  const message = `${failed} of ${done + skipped + failed} failed.`;
  return { state: some ? 'partial' : 'failed', result, error: { code: 'ITEMS_FAILED', message } };
}

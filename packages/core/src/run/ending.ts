import type { Ending } from '../engine.ts';
import type { ErrorInfo } from '../model/index.ts';
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
    return { state: 'cancelled', result: null, error: cancelled(told.forced ? { grace: told.grace } : 'heard') };
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

/** How a job was cancelled: before it began, while it waited to go on, heard by its task, or by force after its grace. */
export function cancelled(how: 'unbegun' | 'waiting' | 'heard' | { readonly grace: number }): ErrorInfo {
  if (how === 'unbegun') return { code: 'CANCELLED_BEFORE_START', message: 'It was cancelled before it began.' };
  if (how === 'waiting') return { code: 'CANCELLED_WAITING', message: 'It was cancelled while it waited to go on.' };
  if (how === 'heard') return { code: 'CANCELLED', message: 'It stopped when it was asked to.' };
  const message = `It did not stop within ${how.grace / 1000} s of being asked to, so its thread was ended.`;
  return { code: 'CANCELLED_BY_FORCE', message };
}

function endOfBatch({ done, skipped, failed }: CellCounts): Ending {
  const result = { done, skipped, failed };
  if (failed === 0) return { state: 'succeeded', result, error: null };
  const some = done + skipped > 0;
  const message = `${failed} of ${done + skipped + failed} failed.`;
  return { state: some ? 'partial' : 'failed', result, error: { code: 'ITEMS_FAILED', message } };
}

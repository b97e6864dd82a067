import type { Milepost } from '@milepost/core';
import type { Logger } from 'pino';

/** Writes into the log what becomes of jobs. Gives what stops it. */
export function keepJournal(milepost: Milepost, log: Logger): () => void {
  return milepost.observe({
    job({ id, task, state, attempt, error }, before) {
      if (before !== null && before.state === state && before.attempt === attempt) return;
      const failed = state === 'failed';
      log[failed ? 'warn' : 'info']({ job: id, task, state, attempt, ...(failed ? { error } : {}) }, 'A job entered a state.');
    },
    commit(_ms, failed) {
      if (failed) log.error('The store could not be written. It is tried again.');
    },
  });
}

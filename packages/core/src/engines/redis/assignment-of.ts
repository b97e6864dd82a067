import type { Assignment } from '../../engine.ts';

/** The job as it is now: with what was done of it and kept since it was first handed over. */
export function assignmentOf(text: string, fence: number, known: readonly string[]): Assignment {
  const [planned, total = '', done, skipped, failed, checkpoint = ''] = known;
  const assignment = JSON.parse(text) as Assignment; // written when it was enqueued
  return {
    ...assignment,
    attempt: assignment.attempt + fence - 1,
    planned: planned === '1',
    checkpoint: checkpoint === '' ? null : { value: JSON.parse(checkpoint) },
    restored: {
      done: Number(done),
      skipped: Number(skipped),
      failed: Number(failed),
      total: total === '' ? null : Number(total),
      restored: 0,
    },
  };
}

import type { Assignment } from '../../engine.ts';

/** The job as it is now: with what was done of it and kept since it was first handed over. */
export function assignmentOf(text: string, fence: string, known: readonly string[]): Assignment {
  const [planned, total = '', done, skipped, failed, checkpoint = ''] = known;
  const assignment = JSON.parse(text) as Assignment; // written when it was enqueued
  return {
    ...assignment,
    attempt: assignment.attempt + Number.parseInt(fence, 10) - 1,
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

/** What a script is to know of a job that is handed over, with `length` of its plan. */
export function wordsOf(assignment: Assignment, length: number): (string | number)[] {
  const { exclusive, priority, attempt, planned, restored, checkpoint } = assignment;
  const { done, skipped, failed, total } = restored;
  const kept = checkpoint === null ? '' : JSON.stringify(checkpoint.value);
  const known = [planned ? 1 : 0, total ?? '', done, skipped, failed, kept, length];
  return [JSON.stringify(assignment), exclusive ?? '', priority, attempt, ...known];
}

import type { Parts } from '../parts.ts';
import type { LiveJob } from '../record/live-job.ts';

/** Hands a job to the engine, with what is left of it. */
export function enqueue({ engine, store }: Parts, live: LiveJob): Promise<void> {
  const { job, only, except, priority, exclusive, planned, checkpoint } = live.record;
  const { id, task, input, attempt, undoOf } = job;
  const assignment = {
    job: id,
    task,
    input,
    attempt: attempt + 1,
    priority,
    since: job.createdAt,
    exclusive,
    direction: undoOf === null ? 'do' : 'undo',
    planned,
    only,
    except,
    checkpoint,
    restored: live.counts,
  } as const;
  return engine.enqueue(assignment, () => store.left(id));
}

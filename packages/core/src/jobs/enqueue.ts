import type { Parts } from '../parts.ts';
import type { LiveJob } from '../record/live-job.ts';
import { copyPlan } from './origin.ts';

/** Hands a job to the engine, with what is left of it, and what was ordered of it meanwhile. */
export async function enqueue(parts: Parts, live: LiveJob): Promise<void> {
  const { engine, store } = parts;
  const { job, only, except, priority, exclusive, origin, planned, checkpoint } = live.record;
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
    // What comes from another job is copied when it is asked for.
    planned: planned || origin !== null,
    only,
    except,
    checkpoint,
    restored: live.counts,
  } as const;
  await engine.enqueue(assignment, {
    async *left(from) {
      if (origin !== null && !live.record.planned) await copyPlan(parts, live);
      if (live.record.planned || origin === null) yield* store.left(id, from);
    },
    blocks: () => store.blocks(id),
  });
  if (live.record.cancelling) await engine.cancel(id);
  else if (live.record.job.state === 'paused') await engine.pause(id);
}

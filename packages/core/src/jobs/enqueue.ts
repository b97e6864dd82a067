import type { StoredPlan } from '../engine.ts';
import type { Block, Portion } from '../items/block.ts';
import type { Parts } from '../parts.ts';
import type { LiveJob } from '../record/live-job.ts';
import { copyPlan } from './origin.ts';

/** Many wait, and one object for each is less to keep than one with functions of its own. */
class PlanOfJob implements StoredPlan {
  readonly #parts: Parts;
  readonly #live: LiveJob;

  constructor(parts: Parts, live: LiveJob) {
    this.#parts = parts;
    this.#live = live;
  }

  async *left(from: number): AsyncGenerator<Portion> {
    const [parts, live] = [this.#parts, this.#live];
    const { origin, job } = live.record;
    if (origin !== null && !live.record.planned) await copyPlan(parts, live);
    if (live.record.planned || origin === null) yield* parts.store.left(job.id, from);
  }

  blocks(): AsyncIterable<Block> {
    return this.#parts.store.blocks(this.#live.record.job.id);
  }
}

/** Hands a job to the engine, with what is left of it, and what was ordered of it meanwhile. */
export async function enqueue(parts: Parts, live: LiveJob): Promise<void> {
  const { engine } = parts;
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
  await engine.enqueue(assignment, new PlanOfJob(parts, live));
  if (live.record.cancelling) await engine.cancel(id);
  else if (live.record.job.state === 'paused') await engine.pause(id);
}

import type { TaskContext } from '../define/context.ts';
import type { TaskDefinition } from '../define/define-task.ts';
import { toJson } from '../items/json.ts';
import { resetSlot } from '../progress/cell.ts';
import { SharedReporter } from '../progress/reporter.ts';
import { ThreadCheckpoint } from './checkpoint.ts';
import type { Desk } from './desk.ts';
import type { ThreadOutcome } from './messages.ts';
import { retrying } from './retry.ts';

/** In a thread: a task of one piece. */
export async function runTask({ errand, stopping, log, send }: Desk, task: TaskDefinition): Promise<ThreadOutcome> {
  const checkpoint = new ThreadCheckpoint(errand.checkpoint?.value, (value) => send({ type: 'checkpoint', value }));
  const context: TaskContext<unknown> = {
    job: errand.job,
    input: errand.input,
    attempt: errand.attempt,
    get signal() {
      return stopping.signal;
    },
    log: log.writer(),
    progress: new SharedReporter(errand.cell, errand.slot, (stages) => send({ type: 'stages', stages })),
    checkpoint,
  };
  const returned = await retrying(task.retry, stopping, () => {
    // Each try counts from the beginning, or from its checkpoint.
    resetSlot(errand.cell, errand.slot);
    return task.run(context as TaskContext<never>); // the input was checked by the schema that types it
  });
  checkpoint.flush();
  return { type: 'returned', result: toJson(await checkOutput(task, returned), 'What a task returns') };
}

async function checkOutput({ output }: TaskDefinition, returned: unknown): Promise<unknown> {
  if (output === null) return returned;
  const checked = await output.safeParseAsync(returned);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new WrongOutput([...(issue?.path ?? []), issue?.message].map(String).join(': '));
}

class WrongOutput extends TypeError {
  readonly code = 'WRONG_OUTPUT';

  constructor(why: string) {
    super(`What the task returned is not what it declares: ${why}`);
  }
}

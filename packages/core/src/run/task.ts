import type { TaskContext } from '../define/context.ts';
import type { TaskDefinition } from '../define/define-task.ts';
import type { Json } from '../model/index.ts';
import { SharedReporter } from '../progress/reporter.ts';
import type { Desk } from './desk.ts';
import type { ThreadOutcome } from './messages.ts';
import { retrying } from './retry.ts';

/** In a thread: a task of one piece. */
export async function runTask({ errand, signal, log, send }: Desk, task: TaskDefinition): Promise<ThreadOutcome> {
  let saved = errand.checkpoint?.value;
  const context: TaskContext<unknown> = {
    job: errand.job,
    input: errand.input,
    attempt: errand.attempt,
    signal,
    log: log.writer(),
    progress: new SharedReporter(errand.cell, errand.slot),
    checkpoint: {
      get value() {
        return saved;
      },
      save(value) {
        saved = toJson(value, 'A checkpoint');
        send({ type: 'checkpoint', value: saved });
      },
    },
  };
  const returned = await retrying(task.retry, signal, () => task.run(context as TaskContext<never>)); // the input was checked by the schema that types it
  const result = task.output === null ? returned : await task.output.parseAsync(returned);
  return { type: 'returned', result: toJson(result, 'What a task returns') };
}

/** @throws TypeError for what JSON cannot say */
export function toJson(value: unknown, what: string): Json {
  if (value === undefined) return null;
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw new NotJson(what, cause);
  }
  if (text === undefined) throw new NotJson(what);
  return JSON.parse(text) as Json; // just written as JSON
}

class NotJson extends TypeError {
  readonly code = 'NOT_JSON';

  constructor(what: string, cause?: unknown) {
    super(`${what} is to be plain JSON: no function, no bigint, no circle.`, { cause });
  }
}

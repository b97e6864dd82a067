import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { StepRequest } from './step-thread.ts';

const thread = new URL('../../dist/testing/step-thread.js', import.meta.url);

/** Does an item in a thread that is ended before its nth call that changes something: which call that was; null where there were fewer. */
export async function runToStep(request: StepRequest): Promise<string | null> {
  const worker = new Worker(thread, { workerData: request });
  try {
    const [message] = (await once(worker, 'message')) as [{ stopped?: string }]; // the thread says one of two things
    return message.stopped ?? null;
  } finally {
    await worker.terminate();
  }
}

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { onTestFinished } from 'vitest';
import type { StepRequest } from './step-thread.ts';

const thread = new URL('../../dist/testing/step-thread.js', import.meta.url);

/**
 * Does an item in a thread that is dead before a call that changes something: which one that was; null where it came to none. The
 * thread is ended with the test.
 * @throws Error where the item failed before
 */
export function openSteps(): (request: StepRequest) => Promise<string | null> {
  const worker = new Worker(thread);
  onTestFinished(() => void worker.terminate());
  return async (request) => {
    worker.postMessage(request);
    const [{ stopped, failure }] = (await once(worker, 'message')) as [{ stopped: string | null; failure: string | null }]; // what the thread says
    if (failure !== null) throw new Error(failure);
    return stopped;
  };
}

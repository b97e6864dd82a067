import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { ItemContext, PlannedItem } from '@milepost/core';

/** What `runToStep` asks for. */
export interface StepRequest {
  readonly task: string;
  readonly input: object;
  readonly item: PlannedItem;
  /** Null to do the item, else to undo it. */
  readonly receipt: unknown;
  readonly undo: boolean;
  /** Before which call that changes something it stops for ever; 0 is the first. */
  readonly step: number;
}

// A thread that does an item until it is about to change something for the nth time, and there waits for its end: nothing of it runs
// any more, as if the process had been killed.
const { task, input, item, receipt, undo, step } = workerData as StepRequest; // runToStep made it
const changing = [
  'openSync',
  'writeSync',
  'fchownSync',
  'fchmodSync',
  'futimesSync',
  'fsync',
  'fsyncSync',
  'fdatasyncSync',
] as const;
const renaming = ['renameSync', 'rmSync', 'linkSync', 'unlinkSync', 'utimesSync'] as const;

let calls = -1;
for (const name of [...changing, ...renaming]) {
  const real = fs[name] as (...words: unknown[]) => unknown; // each of them is called with its own
  const counted = (...words: unknown[]): unknown => {
    if (calls++ === step) {
      parentPort?.postMessage({ stopped: name });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    }
    return real(...words);
  };
  Object.assign(fs, { [name]: counted });
}
syncBuiltinESMExports();

const { default: tasks } = await import('../index.js');
const batch = (tasks.tasks as Record<string, unknown>)[task] as (typeof tasks.tasks)['photos.rename']; // any of them does
const nothing = () => {};
const context = {
  input: batch.input.parse(input),
  job: 'a-job',
  signal: new AbortController().signal,
  log: Object.assign(nothing, { debug: nothing, info: nothing, warn: nothing, error: nothing }),
  skip: (reason: string) => {
    throw new Error(reason);
  },
} as unknown as ItemContext<never>; // never: a definition hides its own types
calls = 0;
const done = undo ? await batch.undo?.(item as never, receipt as never, context) : await batch.each(item as never, context); // as above
parentPort?.postMessage({ done: done ?? null });

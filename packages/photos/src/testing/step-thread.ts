import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { parentPort } from 'node:worker_threads';
import type { ItemContext, PlannedItem } from '@milepost/core';

/** What is asked of the thread. */
export interface StepRequest {
  readonly task: string;
  readonly input: object;
  readonly item: PlannedItem;
  /** Null to do the item, else to undo it. */
  readonly receipt: unknown;
  readonly undo: boolean;
  /** Before which call that changes something it is dead: the first is 0, and the first of its name is `renameSync`. */
  readonly step: number | string;
}

// A thread that does items, each until it is about to change something for the nth time. From then on nothing that it does reaches the
// disk, not what it does to clean up either: as if the process had been killed.
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

let calls = 0;
let step: number | string = 0;
let stopped: string | null = null;

/** What opens a file that is there changes nothing yet. */
function isChange(name: string, words: readonly unknown[]): boolean {
  return name !== 'openSync' || words[1] === 'wx';
}

/** The system notes that a file is written to, and then does not do it any more: a kill that comes between leaves another time alone. */
function noteWrite(write: (...words: unknown[]) => unknown, [file, , , length, place]: readonly unknown[]): void {
  if (typeof place !== 'number') return;
  const there = Buffer.alloc(Number(length));
  fs.readSync(Number(file), there, 0, there.length, place);
  write(file, there, 0, there.length, place);
}

for (const name of [...changing, ...renaming]) {
  const real = fs[name] as (...words: unknown[]) => unknown; // each of them is called with its own
  const counted = (...words: unknown[]): unknown => {
    if (isChange(name, words)) {
      if (stopped === null && (calls++ === step || name === step)) {
        stopped = name;
        if (name === 'writeSync') noteWrite(real, words);
      }
      if (stopped !== null) throw new Error('This is not done any more.');
    }
    return real(...words);
  };
  Object.assign(fs, { [name]: counted });
}
syncBuiltinESMExports();
const { default: tasks } = await import('../index.js');

parentPort?.on('message', async (request: StepRequest) => {
  [calls, step, stopped] = [0, request.step, null];
  const failure = await perform(request).then(
    () => null,
    (thrown: unknown) => String(thrown),
  );
  parentPort?.postMessage({ stopped, failure: stopped === null ? failure : null });
});

async function perform({ task, input, item, receipt, undo }: StepRequest): Promise<void> {
  const batch = (tasks.tasks as Record<string, unknown>)[task] as (typeof tasks.tasks)['photos.rename']; // any of them does
  const nothing = () => {};
  const context = {
    input: batch.input.parse(input),
    job: 'a-job',
    attempt: 1,
    signal: new AbortController().signal,
    log: Object.assign(nothing, { debug: nothing, info: nothing, warn: nothing, error: nothing }),
    skip: (reason: string) => {
      throw new Error(reason);
    },
  } as unknown as ItemContext<never>; // never: a definition hides its own types
  await (undo ? batch.undo?.(item as never, receipt as never, context) : batch.each(item as never, context)); // as above
}

import { appendFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { ItemContext } from '../define/context.ts';
import { defineBatch } from '../define/define-batch.ts';
import { defineTask } from '../define/define-task.ts';
import { defineTasks } from '../define/define-tasks.ts';
import { range } from '../define/range.ts';
import type { PlannedItem } from '../model/index.ts';

const input = z.object({ file: z.string(), items: z.number().int(), ms: z.number() });
type Input = z.output<typeof input>;

/** Writes down, past Milepost, that it was done: `job key time process`. */
async function write({ key }: PlannedItem, { input, job, log, signal }: ItemContext<Input>): Promise<{ key: string }> {
  if (input.ms > 0) await wait(input.ms, undefined, { signal });
  appendFileSync(input.file, `${job} ${key} ${Date.now()} ${process.pid}\n`);
  if (key.endsWith('7')) log(`${key} is lucky`);
  if (key.endsWith('9')) throw new Error(`${key} is not`);
  return { key };
}

const ledger = defineBatch({
  title: 'Ledger',
  input,
  *plan({ input }) {
    for (let item = 0; item < input.items; item++) yield { key: `item-${item}`, label: `item ${item}` };
  },
  each: write,
});

/** The same, planned about as slowly as it is done, and done meanwhile. */
const stream = defineBatch({
  title: 'Stream',
  input,
  workWhilePlanning: true,
  async *plan({ input, signal }) {
    for (let item = 0; item < input.items; item++) {
      await wait(input.ms, undefined, { signal });
      yield { key: `item-${item}`, label: `item ${item}` };
    }
  },
  each: write,
});

/** A task that writes down each step, and goes on from its checkpoint. */
const steps = defineTask({
  title: 'Steps',
  input,
  output: z.number(),
  async run({ input, job, progress, checkpoint }) {
    const from = Number(checkpoint.value ?? 0);
    for (const step of progress.over(range(input.items), { from })) {
      await wait(input.ms);
      appendFileSync(input.file, `${job} item-${step} ${Date.now()}\n`);
      checkpoint.save(step + 1);
    }
    return input.items;
  },
});

export default defineTasks(import.meta.url, { 'chaos.ledger': ledger, 'chaos.steps': steps, 'chaos.stream': stream });

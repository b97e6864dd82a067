import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { defineTask } from '../define/define-task.ts';
import { range } from '../define/range.ts';

/** The first thing that anyone tries. */
export const sleep = defineTask({
  title: 'Sleep',
  description: 'Waits 100 ms for each of a number of steps.',
  input: z.object({
    steps: z.number().int().min(1).max(1e9).default(50).describe('How many times 100 ms to wait.'),
  }),
  output: z.object({ slept: z.number() }),
  unit: 'step',
  async run({ input, progress, log, signal }) {
    log(`Sleeping ${input.steps} times.`);
    for (const step of progress.over(range(input.steps))) {
      progress.note = `step ${step + 1}`;
      await wait(100, undefined, { signal });
    }
    return { slept: input.steps };
  },
});

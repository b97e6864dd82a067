import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { defineTask } from '../define/define-task.ts';
import { range } from '../define/range.ts';

/** The first thing that anyone tries. It goes on where it was when Milepost was ended in the middle of it. */
export const sleep = defineTask({
  title: 'Sleep',
  description: 'Waits 100 ms for each of a number of steps.',
  input: z.object({
    steps: z.number().int().min(1).max(1e9).default(50).describe('How many times 100 ms to wait.'),
  }),
  output: z.object({ slept: z.number() }),
  unit: 'step',
  async run({ input, progress, log, signal, checkpoint }) {
    const from = Number(checkpoint.value ?? 0);
    log(from === 0 ? `Sleeping ${input.steps} times.` : `Going on after ${from} of ${input.steps} times.`);
    for (const step of progress.over(range(input.steps), { from })) {
      progress.note = `step ${step + 1}`;
      await wait(100, undefined, { signal });
      checkpoint.save(step + 1);
    }
    return { slept: input.steps };
  },
});

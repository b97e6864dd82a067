import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { defineTask } from '../define/define-task.ts';
import { range } from '../define/range.ts';

/** A job that is made of parts, and one of them of parts itself. It goes on where it was, as Sleep does. */
export const stages = defineTask({
  title: 'Stages',
  description: 'Waits as Sleep does, but in stages of different weight: a bar that is made of bars.',
  input: z.object({
    steps: z.number().int().min(1).max(1e6).default(100).describe('How many times 100 ms to wait in all.'),
  }),
  output: z.object({ slept: z.number() }),
  unit: 'step',
  async run({ input, progress, log, signal, checkpoint }) {
    const fifth = Math.floor(input.steps / 5);
    const settle = progress.stage('Fall asleep', { total: fifth });
    const sleep = progress.stage('Sleep', { weight: 3 });
    const parts = [
      { stage: settle, length: fifth },
      { stage: sleep.stage('Lightly', { total: fifth }), length: fifth },
      { stage: sleep.stage('Deeply', { total: 2 * fifth, weight: 2 }), length: 2 * fifth },
      { stage: progress.stage('Wake up', { total: input.steps - 4 * fifth }), length: input.steps - 4 * fifth },
    ];
    const from = Number(checkpoint.value ?? 0);
    if (from > 0) log(`Going on after ${from} of ${input.steps} times.`);
    let before = 0;
    for (const { stage, length } of parts) {
      for (const step of stage.over(range(length), { from: Math.min(length, Math.max(0, from - before)) })) {
        await wait(100, undefined, { signal });
        checkpoint.save(before + step + 1);
      }
      before += length;
    }
    return { slept: input.steps };
  },
});

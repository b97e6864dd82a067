// @ts-check
import { setTimeout as wait } from 'node:timers/promises';
import { defineTask, defineTasks, range } from '@milepost/core';
import { z } from 'zod';

/** Says each of its steps, so that a line that is lost or told twice is found. */
const talk = defineTask({
  title: 'Talk',
  description: 'Writes a line into its log for each step, every 10 ms.',
  input: z.object({ lines: z.number().int().min(1).max(1000).default(300) }),
  unit: 'line',
  async run({ input, progress, log, signal }) {
    for (const step of progress.over(range(input.lines))) {
      log(`line ${step + 1}`);
      await wait(10, undefined, { signal });
    }
  },
});

export default defineTasks(import.meta.url, { 'test.talk': talk });

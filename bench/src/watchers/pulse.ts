import { setTimeout as wait } from 'node:timers/promises';
import { defineTask, defineTasks } from '@milepost/core';
import { z } from 'zod';

/** Advances again and again; its note says when it did so last, epoch milliseconds with what comes after the point. */
const pulse = defineTask({
  title: 'Pulse',
  input: z.object({ least: z.number(), most: z.number() }),
  async run({ input, progress, signal }) {
    while (!signal.aborted) {
      progress.note = String(performance.timeOrigin + performance.now());
      progress.advance();
      await wait(input.least + Math.random() * (input.most - input.least));
    }
  },
});

export default defineTasks(import.meta.url, { 'bench.pulse': pulse });

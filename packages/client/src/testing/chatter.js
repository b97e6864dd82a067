import { defineTask, defineTasks } from '@milepost/core';
import { z } from 'zod';

/** Says a lot. In JavaScript, because a thread loads it as it stands here. */
const chatter = defineTask({
  title: 'Chatter',
  input: z.object({ rounds: z.number(), lines: z.number(), fail: z.boolean().default(false) }),
  output: z.object({ said: z.number() }),
  async run({ input, log, progress, signal }) {
    let said = 0;
    progress.total = input.rounds;
    for (let round = 0; round < input.rounds; round++) {
      for (let line = 0; line < input.lines; line++) log(`line ${++said}`);
      progress.advance();
      await new Promise((resolve) => setTimeout(resolve, 20));
      signal.throwIfAborted();
    }
    if (input.fail) throw new Error('It was too much.');
    return { said };
  },
});

export default defineTasks(import.meta.url, { 'test.chatter': chatter });

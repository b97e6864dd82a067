import { defineBatch, defineTask, defineTasks } from '@milepost/core';
import { z } from 'zod';

/** Does nothing: what is measured is the way to it and back. */
const nothing = defineTask({
  title: 'Nothing',
  input: z.object({}),
  output: z.number(),
  run: () => Date.now(),
});

/** Each item keeps a core busy for some milliseconds. */
const busy = defineBatch({
  title: 'Busy',
  input: z.object({ items: z.number().int(), rounds: z.number().int() }),
  *plan({ input }) {
    for (let item = 0; item < input.items; item++) yield { key: String(item), label: `item ${item}` };
  },
  each(_, { input }) {
    let sum = 0;
    for (let round = 0; round < input.rounds; round++) sum += Math.sqrt(round);
    return { sum };
  },
});

export default defineTasks(import.meta.url, { 'bench.nothing': nothing, 'bench.busy': busy });

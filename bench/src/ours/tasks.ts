import { setTimeout as wait } from 'node:timers/promises';
import { defineBatch, defineTask, defineTasks, range } from '@milepost/core';
import { z } from 'zod';

const nothing = defineTask({ title: 'Nothing', input: z.object({}), run() {} });

/** As little as an item can be: what is measured is all that is around it. */
const trivial = defineBatch({
  title: 'Trivial',
  input: z.object({ count: z.number() }),
  *plan({ input }) {
    for (const index of range(input.count)) yield { key: `item-${index}`, label: `Item ${index}` };
  },
  each() {},
});

/** Each item keeps a core busy and needs nothing else. */
const busy = defineBatch({
  title: 'Busy',
  input: z.object({ count: z.number(), rounds: z.number() }),
  *plan({ input }) {
    for (const index of range(input.count)) yield { key: String(index), label: `Item ${index}`, rounds: input.rounds };
  },
  each({ rounds }) {
    let state = 1;
    for (let round = 0; round < rounds; round++) state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state;
  },
});

/** Moves for as long as it is let. */
const steady = defineTask({
  title: 'Steady',
  input: z.object({ steps: z.number(), ms: z.number() }),
  async run({ input, progress, signal }) {
    for (const _ of progress.over(range(input.steps))) await wait(input.ms, undefined, { signal });
  },
});

export default defineTasks(import.meta.url, {
  'bench.nothing': nothing,
  'bench.trivial': trivial,
  'bench.busy': busy,
  'bench.steady': steady,
});

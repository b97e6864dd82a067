// JavaScript, so that a thread can load it as it stands.
import { defineBatch, defineTask, defineTasks, range } from '@milepost/core';
import { z } from 'zod';

const count = defineTask({
  title: 'Count',
  input: z.object({ to: z.number().int().min(0).max(1e6) }),
  output: z.object({ counted: z.number() }),
  unit: 'number',
  run({ input, progress, log }) {
    for (const number of progress.over(range(input.to))) log(`number ${number}`);
    return { counted: input.to };
  },
});

const shout = defineBatch({
  title: 'Shout',
  unit: 'name',
  input: z.object({ names: z.array(z.string()) }),
  *plan({ input }) {
    for (const name of input.names) yield { key: name, label: name, change: name.toUpperCase() };
  },
  each(item, { log }) {
    log(item.label.toUpperCase());
  },
});

export default defineTasks(import.meta.url, { 'test.count': count, 'test.shout': shout });

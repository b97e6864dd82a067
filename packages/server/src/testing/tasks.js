// JavaScript, so that a thread can load it as it stands.
import { defineBatch, defineTask, defineTasks, folderPath, range } from '@milepost/core';
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

const talk = defineTask({
  title: 'Talk',
  input: z.object({ lines: z.number().int(), padding: z.number().int() }),
  output: z.number(),
  run({ input, progress, log }) {
    for (const line of progress.over(range(input.lines))) log(`line ${line} ${'.'.repeat(input.padding)}`);
    return input.lines;
  },
});

const look = defineTask({
  title: 'Look',
  input: z.object({ folder: folderPath() }),
  output: z.string(),
  run: ({ input }) => input.folder,
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

export default defineTasks(import.meta.url, { 'test.count': count, 'test.look': look, 'test.shout': shout, 'test.talk': talk });

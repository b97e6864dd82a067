import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { defineBatch, defineTask, defineTasks } from '@milepost/core';
import { z } from 'zod';

const greet = defineTask({
  title: 'Greet',
  description: 'Says hello.',
  input: z.object({
    name: z.string().min(2).describe('Whom to greet.'),
    times: z.number().int().min(1).max(3).default(1),
    loud: z.boolean().default(false),
    style: z.enum(['plain', 'fancy']).default('plain'),
    frame: z.object({ width: z.number() }).optional(),
  }),
  output: z.string(),
  run({ input, log }) {
    log.warn('Somebody is greeted.');
    return JSON.stringify(input);
  },
});

const fail = defineTask({
  title: 'Fail',
  input: z.object({}),
  run() {
    throw new Error('It was meant to fail.');
  },
});

const letters = defineBatch({
  title: 'Letters',
  unit: 'letter',
  input: z.object({ bad: z.string().default('') }),
  *plan() {
    for (const key of 'abcde') yield { key, label: key, change: key.toUpperCase() };
  },
  each(item, { input }) {
    if (input.bad.includes(item.key)) throw new Error('is a bad letter');
  },
});

const proofread = defineBatch({
  title: 'Proofread',
  unit: 'page',
  input: z.object({ folder: z.string() }),
  *plan({ input }) {
    for (const key of readdirSync(input.folder).sort()) yield { key, label: key };
  },
  each(item, { input, log }) {
    log.info(`Reading ${item.key}`);
    if (readFileSync(join(input.folder, item.key), 'utf8') !== 'good') throw new Error('has a mistake');
  },
});

const chat = defineBatch({
  title: 'Chat',
  input: z.object({ items: z.number().int() }),
  *plan({ input }) {
    for (let item = 0; item < input.items; item++) yield { key: `item-${item}`, label: `item ${item}` };
  },
  async each(item, { log }) {
    log(`begins ${item.key}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    log(`ends ${item.key}`);
  },
});

const gate = defineTask({
  title: 'Gate',
  description: 'Waits until there is a file, and then for as many steps more.',
  input: z.object({ file: z.string(), steps: z.number().int().default(0) }),
  async run({ input, progress, log, signal }) {
    log('Waiting.');
    const step = () => wait(100, undefined, { signal }).then(() => progress.advance());
    while (!existsSync(input.file)) await step();
    for (let left = input.steps; left > 0; left--) await step();
  },
});

const deaf = defineTask({
  title: 'Deaf',
  input: z.object({}),
  grace: 60,
  async run({ log }) {
    log('Not listening.');
    await new Promise((resolve) => setTimeout(resolve, 600_000));
  },
});

const stubborn = defineTask({
  title: 'Stubborn',
  input: z.object({}),
  grace: 60_000,
  async run({ log }) {
    log('Not listening.');
    await new Promise((resolve) => setTimeout(resolve, 600_000));
  },
});

export default defineTasks(import.meta.url, {
  'test.greet': greet,
  'test.fail': fail,
  'test.chat': chat,
  'test.deaf': deaf,
  'test.gate': gate,
  'test.letters': letters,
  'test.stubborn': stubborn,
  'test.proofread': proofread,
});

import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { defineBatch } from '../define/define-batch.ts';
import { defineTask } from '../define/define-task.ts';
import { defineTasks } from '../define/define-tasks.ts';
import { misbehave, stuck, throwing } from './misbehave.ts';

/** Writes many lines as fast as it can. */
const chatter = defineTask({
  title: 'Chatter',
  input: z.object({ lines: z.number().int(), padding: z.number().int().default(0) }),
  output: z.number(),
  run({ input, log, progress }) {
    progress.total = input.lines;
    for (let line = 0; line < input.lines; line++) {
      log(`line ${line}${'.'.repeat(input.padding)}`);
      progress.advance();
    }
    return input.lines;
  },
});

/** A batch of made-up items; what happens to each is in its key: `fail-3`, `skip-4`, `exit-5`, `slow-6`. */
const items = defineBatch({
  title: 'Items',
  unit: 'thing',
  input: z.object({
    keys: z.array(z.string()),
    ms: z.number().default(0),
    planFails: z.boolean().default(false),
    lock: z.string().optional(),
  }),
  exclusive: ({ lock }) => lock ?? String(Math.random()),
  *plan({ input }) {
    for (const key of input.keys) {
      yield { key, label: `the ${key}`, change: 'done', ...(key.startsWith('leave') && { skip: 'nothing to do' }) };
    }
    if (input.planFails) throw new Error('The plan cannot be made.');
  },
  async each(item, { input, skip, log, signal }) {
    const [what] = item.key.split('-');
    if (what === 'fail') throw Object.assign(new Error(`${item.label} failed`), { code: 'BROKEN' });
    if (what === 'skip') skip('not today');
    if (what === 'exit') process.exit(1);
    if (what === 'say') log(`about ${item.key}`);
    if (what === 'slow') await wait(60_000, undefined, { signal });
    if (input.ms > 0) await wait(input.ms, undefined, { signal });
    return { receiptOf: item.key };
  },
  undo(item, receipt, { log }) {
    if (item.key.startsWith('stuck')) throw new Error(`${item.label} cannot be taken back`);
    log(`took back ${receipt.receiptOf}`);
  },
});

let met: { count: number; all: Promise<void>; open: () => void } | null = null;

/** Ends once three have asked for it. */
function meet(): Promise<void> {
  if (met === null) {
    let open = () => {};
    const all = new Promise<void>((resolve) => (open = resolve));
    met = { count: 0, all, open };
  }
  const { all, open } = met;
  if (++met.count === 3) {
    met = null;
    open();
  }
  return all;
}

/** Items of which a thread begins three at a time: `meet-1` waits for two others, `exit-2` and `late-3` for a moment. */
const together = defineBatch({
  title: 'Together',
  input: z.object({ keys: z.array(z.string()) }),
  perThread: 3,
  *plan({ input }) {
    for (const key of input.keys) yield { key, label: key };
  },
  async each(item, { log, signal }) {
    const [what] = item.key.split('-');
    await (what === 'meet' ? meet() : what === 'slow' ? wait(60_000, undefined, { signal }) : wait(5));
    if (what === 'exit') process.exit(1);
    if (what === 'fail') throw new Error(`${item.key} failed`);
    log(`about ${item.key}`);
    return { receiptOf: item.key };
  },
});

/** Many items that cost nothing. */
const count = defineBatch({
  title: 'Count',
  unit: 'number',
  input: z.object({ to: z.number().int() }),
  *plan({ input }) {
    for (let number = 0; number < input.to; number++) yield { key: String(number), label: String(number) };
  },
  each() {},
});

/** Its plan gives an item for each line of a file, and goes on for ever until there is one that says `end`. */
const follow = defineBatch({
  title: 'Follow',
  unit: 'line',
  workWhilePlanning: true,
  input: z.object({ file: z.string() }),
  async *plan({ input, signal }) {
    for (let seen = 0; ; await wait(5, undefined, { signal })) {
      const lines = (await readFile(input.file, 'utf8')).split('\n').filter((line) => line !== '');
      for (const line of lines.slice(seen)) {
        if (line === 'end') return;
        if (line === 'fail') throw new Error('The plan cannot be made.');
        yield { key: line, label: line };
      }
      seen = lines.length;
    }
  },
  each({ key }, { log }) {
    log(`did ${key}`);
    return { did: key };
  },
  undo({ key }, { did }, { log }) {
    log(`took ${key} back from ${did}`);
  },
});

/** What its plan reads decides whether its item fails. */
const mood = defineBatch({
  title: 'Mood',
  input: z.object({ file: z.string() }),
  async *plan({ input }) {
    yield { key: 'mood', label: 'the mood', data: await readFile(input.file, 'utf8') };
  },
  each({ data }) {
    if (data !== 'good') throw new Error(`The mood is ${data}.`);
  },
});

/** Each item fails so many times before it goes well. */
const flaky = defineBatch({
  title: 'Flaky',
  input: z.object({ items: z.number().int(), failures: z.number().int() }),
  retry: { attempts: 3, delay: 1 },
  threads: 1,
  *plan({ input, job }) {
    for (let item = 0; item < input.items; item++) yield { key: `${job}/${item}`, label: `item ${item}` };
  },
  each(item, { input }) {
    const times = (tried.get(item.key) ?? 0) + 1;
    tried.set(item.key, times);
    if (times <= input.failures) throw new Error(`failed for the ${times}. time`);
  },
});

const tried = new Map<string, number>();

/** Goes on for ever, in a loop that hears. */
const endless = defineTask({
  title: 'Endless',
  input: z.object({}),
  timeout: 200,
  run({ progress }) {
    for (;;) progress.advance();
  },
});

/** Counts 100 steps a second until it is cancelled. */
const countSlowly = defineTask({
  title: 'Count slowly',
  input: z.object({}),
  async run({ progress }) {
    for (;;) {
      await wait(10);
      progress.advance();
    }
  },
});

/** Does nothing, but for what it is told to do now and then: to never come back, or to end its thread. */
const quick = defineTask({
  title: 'Quick',
  input: z.object({ how: z.enum(['return', 'block', 'exit', 'throw']).default('return') }),
  grace: 100,
  run({ input }) {
    if (input.how === 'exit') process.exit(1);
    if (input.how === 'throw') throw new Error('It went wrong.');
    while (input.how === 'block');
  },
});

export default defineTasks(import.meta.url, {
  'test.chatter': chatter,
  'test.count': count,
  'test.count-slowly': countSlowly,
  'test.endless': endless,
  'test.flaky': flaky,
  'test.follow': follow,
  'test.items': items,
  'test.misbehave': misbehave,
  'test.mood': mood,
  'test.quick': quick,
  'test.stuck': stuck,
  'test.throwing': throwing,
  'test.together': together,
});

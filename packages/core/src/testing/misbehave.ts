import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { defineBatch } from '../define/define-batch.ts';
import { defineTask } from '../define/define-task.ts';

const ways = {
  throw: () => {
    throw Object.assign(new Error('It went wrong.'), { code: 'WRONG' });
  },
  'throw-text': () => {
    throw 'just text';
  },
  'throw-hostile': () => {
    throw hostile();
  },
  reject: () => Promise.reject(new Error('It was rejected.')),
  'reject-unawaited': () => {
    void Promise.reject(new Error('Nobody waited for this.'));
    return wait(60_000);
  },
  'reject-behind': () => {
    void Promise.reject(new Error('Nobody waited for this.'));
  },
  'throw-later': () => {
    setTimeout(() => {
      throw hostile();
    });
    return wait(60_000);
  },
  exit: () => process.exit(3),
  kill: () => process.kill(process.pid, 'SIGKILL'),
  overflow: () => overflow(0),
  hoard: () => {
    const hoard: number[][] = [];
    for (;;) hoard.push(new Array(1_000).fill(Math.random()));
  },
  'not-json': () => ({ big: 1n }),
  'wrong-output': () => ({ wrong: true }),
  block: () => {
    for (;;);
  },
} as const satisfies Record<string, () => unknown>;

export type Misbehaviour = keyof typeof ways;

/** Ends in whichever way it is told to. */
export const misbehave = defineTask({
  title: 'Misbehave',
  input: z.object({ how: z.enum(Object.keys(ways) as [Misbehaviour, ...Misbehaviour[]]) }), // they are its keys
  output: z.unknown().refine((value) => !(typeof value === 'object' && value !== null && 'wrong' in value), 'It is wrong.'),
  async run({ input, log }) {
    log('About to misbehave.');
    return (ways[input.how] as () => unknown)(); // each is called without anything
  },
  grace: 200,
});

/** Each part of it may refuse its second item, by throwing or by never coming back. */
function defineRefusing(refuse: () => void, timeout?: number) {
  return defineBatch({
    title: 'Refusing',
    input: z.object({ part: z.enum(['plan', 'each', 'undo']) }),
    ...(timeout !== undefined && { timeout }),
    grace: 100,
    *plan({ input }) {
      yield { key: 'first', label: 'the first' };
      if (input.part === 'plan') refuse();
      yield { key: 'second', label: 'the second' };
    },
    each({ key }, { input }) {
      if (input.part === 'each' && key === 'second') refuse();
      return { key };
    },
    undo({ key }, _receipt, { input }) {
      if (input.part === 'undo' && key === 'second') refuse();
    },
  });
}

export const throwing = defineRefusing(() => {
  throw hostile();
});

export const stuck = defineRefusing(() => {
  for (;;);
}, 300);

function overflow(depth: number): number {
  return 1 + overflow(depth + 1);
}

/** An error that throws at whoever looks at it. */
function hostile(): Error {
  const get = (): never => {
    throw new Error('Hands off!');
  };
  return Object.defineProperties(new Error('hidden'), { message: { get }, name: { get }, code: { get }, cause: { get } });
}

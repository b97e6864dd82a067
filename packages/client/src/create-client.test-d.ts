import { type BatchResult, defineBatch } from '@milepost/core';
import type demo from '@milepost/core/demo';
import { expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import type { TaskTypes } from './index.ts';
import { createClient } from './index.ts';

interface Photos {
  tasks: { 'photos.shift': TaskTypes<{ folder: string; by?: string }, BatchResult> };
}

test('a name, its input and its result come from the registry', async () => {
  const client = createClient<typeof demo>();
  const sleep = await client.start('demo.sleep', { steps: 3 });
  expectTypeOf(await sleep.result()).toEqualTypeOf<{ slept: number }>();
  const crunch = await client.start('demo.crunch', {});
  expectTypeOf(await crunch.result()).toEqualTypeOf<{ primes: number; largest: number }>();
});

test('the items of a plan are what the batch yields, but for what only its work is to know', async () => {
  const shout = defineBatch({
    title: 'Shout',
    input: z.object({}),
    *plan() {
      yield { key: 'a', label: 'A', details: { Taken: String(2008), Loud: Date.now() > 0 }, data: { secret: 1 } };
    },
    each() {},
  });
  const plan = await createClient<{ tasks: { shout: typeof shout } }>().plan('shout', {});
  expectTypeOf(plan.items[0]?.details).toEqualTypeOf<{ Taken: string; Loud: boolean } | undefined>();
  // @ts-expect-error data stays with the server
  plan.items[0]?.data;
  const untyped = await createClient<Photos>().plan('photos.shift', { folder: '/photos' });
  expectTypeOf(untyped.items[0]?.change).toEqualTypeOf<string | undefined>();
});

test('a batch gives its counts', async () => {
  const job = await createClient<Photos>().start('photos.shift', { folder: '/photos' });
  expectTypeOf(await job.result()).toEqualTypeOf<BatchResult>();
});

test('an unknown task does not compile', () => {
  const client = createClient<typeof demo>();
  // @ts-expect-error there is no such task
  client.start('demo.nap', {});
  // @ts-expect-error there is no such task
  client.plan('demo.nap', {});
});

test('a task of one piece has no plan', () => {
  const client = createClient<typeof demo>();
  // @ts-expect-error it is no batch
  client.plan('demo.sleep', {});
  expectTypeOf(createClient<Photos>().plan('photos.shift', { folder: '/photos' })).resolves.toHaveProperty('items');
  createClient().plan('anything.at-all', {});
});

test('a wrong input does not compile', () => {
  const client = createClient<typeof demo>();
  // @ts-expect-error steps is a number
  client.start('demo.sleep', { steps: 'three' });
  // @ts-expect-error no such field
  client.start('demo.sleep', { stops: 3 });
  // @ts-expect-error the input is missing
  client.start('demo.sleep');
});

test('a missing field does not compile', () => {
  // @ts-expect-error folder is missing
  createClient<Photos>().start('photos.shift', { by: '3h' });
});

test('a result of another type does not compile', async () => {
  const job = await createClient<typeof demo>().start('demo.sleep', { steps: 3 });
  const { slept } = await job.result();
  // @ts-expect-error slept is a number
  const wrong: string = slept;
  return wrong;
});

test('without a registry any name and any input will do, and the result is unknown', async () => {
  const job = await createClient().start('anything.at-all', { whatever: true });
  expectTypeOf(await job.result()).toEqualTypeOf<unknown>();
});

import { deepEqual, equal, ok } from 'node:assert/strict';
import { type Sentences, until, within } from './house.ts';

/** Who is to begin, and who is not yet. */
export const turns: Sentences = {
  'a job is done once, however often it is enqueued': within(1, async (house) => {
    await house.ask('one');
    await house.work();
    await house.ask('one');
    const work = await house.at('one');
    await house.ask('one');
    equal(await house.engine.has('one'), true);
    await work.succeed();
    await house.ended('one');
    await house.passThrough('two');
    deepEqual(house.order, ['one', 'two']);
    await until('it is forgotten', async () => !(await house.engine.has('one')));
  }),

  'jobs begin in the order in which they were asked for, no more at a time than may': within(2, async (house) => {
    for (const job of ['a', 'b', 'c', 'd']) await house.ask(job);
    await house.work();
    for (const job of ['a', 'b', 'c', 'd']) {
      const work = await house.at(job);
      ok(house.begun.length <= house.order.indexOf(job) + 2, 'one too many has begun');
      await work.succeed();
    }
    deepEqual([...house.order].sort(), ['a', 'b', 'c', 'd']);
    deepEqual([...house.order.slice(0, 2)].sort(), ['a', 'b']);
  }),

  'the one with the highest priority is next, and among equals the one that was asked for first': within(1, async (house) => {
    await house.ask('first');
    await house.work();
    const first = await house.at('first');
    await house.ask('low', { priority: -100 });
    await house.ask('second');
    await house.ask('high', { priority: 100 });
    await house.ask('third');
    await first.succeed();
    for (const job of ['high', 'second', 'third', 'low']) await (await house.at(job)).succeed();
    deepEqual(house.order, ['first', 'high', 'second', 'third', 'low']);
  }),

  'what had begun goes on before anything new begins, whatever its priority': within(1, async (house) => {
    await house.ask('new', { priority: 100 });
    await house.ask('begun', { attempt: 2, priority: -100 });
    await house.work();
    for (const job of ['begun', 'new']) await (await house.at(job)).succeed();
    deepEqual(house.order, ['begun', 'new']);
  }),

  'two jobs with the same key are never at work at the same time, and hold up nobody else': within(3, async (house) => {
    await house.work();
    await house.ask('one', { exclusive: 'key' });
    const one = await house.at('one');
    await house.ask('two', { exclusive: 'key', priority: 100 });
    await house.passThrough('free');
    await house.passThrough('other', { exclusive: 'other key' });
    deepEqual(house.order, ['one', 'free', 'other']);
    await house.engine.pause('one');
    await house.passThrough('another');
    deepEqual(house.order, ['one', 'free', 'other', 'another']);
    await house.engine.resume('one');
    await one.succeed();
    await (await house.at('two')).succeed();
  }),

  'a key that is held is given to nobody else until its job was enqueued and has ended, or was cancelled': within(
    2,
    async (house) => {
      await house.engine.hold('held', 'key');
      await house.engine.hold('dropped', 'other key');
      await house.work();
      await house.ask('behind', { exclusive: 'key' });
      await house.ask('behind the other', { exclusive: 'other key' });
      await house.passThrough('free');
      deepEqual(house.order, ['free']);
      await house.ask('held', { exclusive: 'key', attempt: 2 });
      const held = await house.at('held');
      equal(await house.engine.cancel('dropped'), false);
      await (await house.at('behind the other')).succeed();
      equal(house.order.includes('behind'), false);
      await held.succeed();
      await (await house.at('behind')).succeed();
    },
  ),

  'several that work share the jobs, and none is done by two': within(
    2,
    async (house) => {
      await house.work();
      const jobs = Array.from({ length: 20 }, (_, index) => `job ${index}`);
      for (const job of jobs) await house.ask(job);
      for (let done = 0; done < jobs.length; done++) {
        await until('one more is begun', () => house.begun.length > done);
        await house.begun[done]?.succeed();
      }
      for (const job of jobs) await house.ended(job);
      deepEqual([...house.order].sort(), [...jobs].sort());
    },
    2,
  ),
};

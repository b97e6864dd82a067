import { deepEqual, equal, ok } from 'node:assert/strict';
import { type Sentences, until, within } from './house.ts';

/** What is ordered of a job reaches it wherever it is. */
export const orders: Sentences = {
  'a job that waits is cancelled without having begun, and its end is told': within(1, async (house) => {
    await house.work();
    await house.ask('first');
    const first = await house.at('first');
    await house.ask('second');
    equal(await house.engine.cancel('second'), true);
    await house.ended('second');
    const end = house.told.find(({ job, type }) => job === 'second' && type === 'ended');
    ok(end?.type === 'ended' && end.ending.state === 'cancelled');
    equal(end.ending.error?.code, 'CANCELLED_BEFORE_START');
    await first.succeed();
    await house.passThrough('third');
    deepEqual(house.order, ['first', 'third']);
  }),

  'a job that is at work is told to cancel, and what it says of its end is told': within(1, async (house) => {
    await house.work();
    await house.ask('one');
    const work = await house.at('one');
    equal(await house.engine.cancel('one'), true);
    await house.ended('one');
    deepEqual(work.orders, ['cancel']);
    deepEqual(house.toldOf('one'), ['began', 'ended']);
    await house.passThrough('two');
  }),

  'a job that is paused holds still and makes room, and goes on when it is resumed': within(1, async (house) => {
    await house.work();
    await house.ask('one');
    const work = await house.at('one');
    equal(await house.engine.pause('one'), true);
    await until('it is told to pause', () => work.orders.includes('pause'));
    await house.passThrough('two');
    equal(await house.engine.has('one'), true);
    equal(await house.engine.resume('one'), true);
    await until('it is told to resume', () => work.orders.includes('resume'));
    deepEqual(work.orders, ['pause', 'resume']);
    await work.succeed();
    await house.ended('one');
  }),

  'a job that waits is given back when it is paused, and enqueued to go on': within(1, async (house) => {
    await house.work();
    await house.ask('first');
    const first = await house.at('first');
    await house.ask('second');
    equal(await house.engine.pause('second'), true);
    equal(await house.engine.has('second'), false);
    equal(await house.engine.resume('second'), false);
    await first.succeed();
    await house.passThrough('third');
    deepEqual(house.order, ['first', 'third']);
    await house.passThrough('second');
  }),

  'a job that is paused can be cancelled': within(1, async (house) => {
    await house.work();
    await house.ask('one');
    const work = await house.at('one');
    await house.engine.pause('one');
    equal(await house.engine.cancel('one'), true);
    await house.ended('one');
    ok(work.orders.includes('cancel'));
    await house.passThrough('two');
  }),

  'of a job that it does not have an engine says so': within(1, async (house) => {
    await house.work();
    deepEqual(await Promise.all([house.engine.has('none'), house.engine.cancel('none')]), [false, false]);
    deepEqual(await Promise.all([house.engine.pause('none'), house.engine.resume('none')]), [false, false]);
  }),
};

import { deepEqual, equal } from 'node:assert/strict';
import type { Block } from '../../items/block.ts';
import { BlockWriter } from '../../items/block-writer.ts';
import { type Sentences, until, within } from './house.ts';

/** What those who work are given, and what they tell. */
export const reports: Sentences = {
  'reports are told in order, and each counts as taken only when the listener has taken it, or it is kept for that': within(
    1,
    async (house) => {
      await house.work();
      await house.ask('one');
      const work = await house.at('one');
      let open = () => {};
      const gate = new Promise<void>((resolve) => (open = resolve));
      house.before = (report) => (report.type === 'log' ? gate : undefined);
      let taken = 0;
      const said = Array.from({ length: 50 }, (_, index) => work.say(String(index)).then(() => taken++));
      await until('the listener was asked', () => house.toldOf('one').includes('began'));
      if (!house.keepsReports) equal(taken, 0);
      open();
      await Promise.all(said);
      await work.succeed();
      await house.ended('one');
      const lines = house.told.flatMap((report) => (report.type === 'log' ? report.lines.map(({ message }) => message) : []));
      deepEqual(
        lines,
        Array.from({ length: 50 }, (_, index) => String(index)),
      );
      deepEqual(house.toldOf('one').at(-1), 'ended');
    },
  ),

  'while the listener refuses, no report counts as taken that was not, and it goes on when it takes again': within(
    1,
    async (house) => {
      await house.work();
      await house.ask('one');
      const work = await house.at('one');
      await until('its beginning is told', () => house.toldOf('one').includes('began'));
      let refused = 0;
      house.before = () => {
        if (++refused > 2) house.before = () => {};
        throw new Error('The disk is full.');
      };
      const said = work.say('once').then(
        () => true,
        () => false,
      );
      await until('it was refused', () => refused > 0);
      if (house.keepsReports) await until('it is taken', () => house.toldOf('one').includes('log'));
      // Some tell who reports that it was refused, others tell the listener again: either is right, a loss is not.
      const settled = await Promise.race([
        said,
        until('it is taken', () => house.toldOf('one').includes('log')).then(() => true),
      ]);
      equal(settled, house.toldOf('one').includes('log'));
      house.before = () => {};
      await work.say('again');
      await work.succeed();
      await house.ended('one');
    },
  ),

  'who works gets the plan that is left, from the block on that it asks for, and all of it': within(1, async (house) => {
    await house.work();
    const writer = new BlockWriter(0);
    const plan = ['a', 'b\n', 'c 💡'].map((key) => {
      writer.add({ key, label: key }, JSON.stringify({ of: key }));
      return writer.take();
    });
    await house.ask('one', { planned: true }, plan);
    const work = await house.at('one');
    const left = async (from: number) => {
      const blocks: Block[] = [];
      for await (const portion of work.line.left(from)) {
        deepEqual(
          portion.left.map(({ first, count }) => [first, count]),
          [[portion.block.first, 1]],
        );
        blocks.push(portion.block);
      }
      return blocks;
    };
    deepEqual(await left(0), plan);
    deepEqual(await left(1), plan.slice(1));
    deepEqual(await left(3), []);
    const all: Block[] = [];
    for await (const block of work.line.blocks()) all.push(block);
    deepEqual(all, plan);
    await work.succeed();
  }),

  'it is told who works, and at what': within(1, async (house) => {
    await house.work();
    await house.ask('one');
    const work = await house.at('one');
    const jobs = async () => (await house.engine.workers()).flatMap((worker) => worker.jobs);
    await until('it is told', async () => (await jobs()).includes('one'));
    await work.succeed();
    await until('it is told that it has ended', async () => !(await jobs()).includes('one'));
  }),

  'who closes lets go of what is at work, and begins nothing more': within(1, async (house) => {
    await house.work();
    await house.ask('one');
    const work = await house.at('one');
    await house.ask('two');
    for (const worker of house.workers) await worker.close();
    deepEqual(work.orders, ['leave']);
    await house.ask('three').catch(() => {}); // an engine that is closed may say so
    deepEqual(house.order, ['one']);
  }),
};

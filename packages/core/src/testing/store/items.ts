import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { readItems, readReceipts } from '../../items/block.ts';
import { type ItemState, itemStates, type JobItem } from '../../model/index.ts';
import type { Store } from '../../store.ts';
import { all, create, makeBlocks, makeRecord, makeSegment, plan, remembering, type StoreSentences, settle } from './house.ts';

const keys = (count: number) => Array.from({ length: count }, (_, index) => `k${index}`);

/** All items in some states, page by page. */
async function allItems(store: Store, id: string, limit: number, states?: readonly ItemState[]): Promise<JobItem[]> {
  const found: JobItem[] = [];
  for (let cursor: string | undefined; ; ) {
    const { items, next } = await store.items({ id, limit, cursor, states });
    ok(items.length <= limit, `${items.length} items where ${limit} were asked for`);
    found.push(...items);
    if (next === null) return found;
    cursor = next;
  }
}

async function planned(store: Store, count: number, size: number): Promise<void> {
  await create(store, makeRecord('one'));
  await plan(store, 'one', makeBlocks(keys(count), size));
}

async function runsLeft(store: Store, from = 0): Promise<number[][]> {
  return (await all(store.left('one', from))).flatMap(({ left }) => left.map(({ first, count }) => [first, count]));
}

/** The keys of a plan that comes from another, with the receipts. */
async function again(store: Store, states: readonly ItemState[], order: 'plan' | 'newest-first') {
  const blocks = await all(store.planFrom({ job: 'one', states, order }));
  const items = blocks.flatMap((block) => {
    const receipts = readReceipts(block.receipts);
    return readItems(block).map(({ key }, index) => [key, receipts[index]]);
  });
  deepEqual(
    blocks.map(({ first }) => first),
    blocks.map((_, index) => blocks.slice(0, index).reduce((sum, { count }) => sum + count, 0)),
  );
  return items;
}

/** What is remembered of items. */
export const items: StoreSentences = {
  'a plan comes back as it was written, block by block, in order': remembering(async (store, reopen) => {
    await create(store, makeRecord('one'), makeRecord('two'));
    const blocks = makeBlocks(['a', 'ü\n💡', '\u0000', '],\n[', ','.repeat(200_000), 'f'], 2, (key) => ({
      data: { [key]: [key] },
    }));
    await plan(store, 'one', blocks);
    await plan(store, 'two', makeBlocks(['other'], 1));
    deepEqual(await all((await reopen()).blocks('one')), blocks);
  }),

  'a plan whose first block comes again begins anew': remembering(async (store) => {
    await planned(store, 10, 3);
    const blocks = makeBlocks(['x', 'y'], 1);
    await plan(store, 'one', blocks);
    deepEqual(await all(store.blocks('one')), blocks);
    equal((await store.itemCounts('one')).total, 2);
  }),

  'what is left are the places without an outcome, from a block on': remembering(async (store, reopen) => {
    await planned(store, 100, 10);
    deepEqual((await runsLeft(store)).length, 10);
    await settle(
      store,
      'one',
      makeSegment(0, Array(10).fill('done')),
      makeSegment(12, ['failed', 'done']),
      makeSegment(19, ['skipped']),
    );
    await settle(store, 'one', makeSegment(10, ['done']), makeSegment(30, Array(9).fill('skipped')));
    const now = await reopen();
    deepEqual((await runsLeft(now)).slice(0, 4), [
      [11, 1],
      [14, 5],
      [20, 10],
      [39, 1],
    ]);
    deepEqual((await runsLeft(now, 90)).flat(), [90, 10]);
    deepEqual(await runsLeft(now, 100), []);
    const [first] = await all(now.left('one', 0));
    deepEqual(first?.block, makeBlocks(keys(100), 10)[1]);
  }),

  'what becomes of items is counted': remembering(async (store) => {
    await planned(store, 50, 20);
    await settle(store, 'one', makeSegment(0, ['done', 'failed', 'skipped']), makeSegment(20, Array(20).fill('done')));
    deepEqual({ ...(await store.itemCounts('one')) }, { done: 21, failed: 1, skipped: 1, total: 50, restored: 0 });
  }),

  'what is known of an item already stays, when it is told again': remembering(async (store) => {
    await planned(store, 20, 10);
    await settle(store, 'one', makeSegment(2, ['done', 'done']), makeSegment(6, ['skipped']));
    await settle(store, 'one', makeSegment(0, Array(10).fill('failed'), 9_000));
    await settle(store, 'one', makeSegment(3, ['failed'], 9_000));
    const states = (await allItems(store, 'one', 100)).map(({ state }) => state[0]).join('');
    equal(states, 'ffddffsfff'.padEnd(20, 'w'));
    deepEqual({ ...(await store.itemCounts('one')) }, { done: 2, failed: 7, skipped: 1, total: 20, restored: 0 });
    deepEqual(await runsLeft(store), [[10, 10]]);
  }),

  'items come in the order of the plan with what became of them': remembering(async (store) => {
    await create(store, makeRecord('one'));
    const more = { change: 'turn', details: { Taken: '2008' }, image: '/a.jpg', skip: 'upright' };
    await plan(
      store,
      'one',
      makeBlocks(['a', 'b', 'c'], 2, (key) => ({ ...more, data: { secret: key } })),
    );
    await settle(store, 'one', makeSegment(0, ['done', 'failed'], 7_000));
    deepEqual(await allItems(store, 'one', 2), [
      { key: 'a', label: 'the a', ...more, state: 'done', error: null, at: 7_000, ms: 0 },
      {
        key: 'b',
        label: 'the b',
        ...more,
        state: 'failed',
        error: { code: 'FAILED', message: 'failed 1' },
        at: 7_001,
        ms: 0.125,
      },
      { key: 'c', label: 'the c', ...more, state: 'waiting', error: null, at: null, ms: null },
    ]);
    await rejects(store.items({ id: 'one', cursor: 'x' }), { reason: 'INVALID_INPUT' });
    deepEqual((await store.items({ id: 'one', cursor: '2' })).items, []);
  }),

  'whatever states are asked for, each item that is in one of them comes once, on pages of any size': remembering(
    async (store) => {
      await planned(store, 700, 90);
      const states: ItemState[] = Array(700).fill('waiting');
      for (let place = 0, step = 0; place < 700; step++) {
        // Stretches of many lengths and kinds, none across the end of a block.
        const count = Math.min(1 + ((step * 7) % 41), 90 - (place % 90), 700 - place);
        const what = itemStates[(step * 5) % 4] ?? 'waiting';
        const stretch = Array.from({ length: count }, (_, index) => (step % 3 || index % 2 ? what : 'done'));
        if (what !== 'waiting') await settle(store, 'one', makeSegment(place, stretch as Exclude<ItemState, 'waiting'>[]));
        if (what !== 'waiting') states.splice(place, count, ...stretch);
        place += count;
      }
      for (let chosen = 0; chosen < 16; chosen++) {
        const asked = itemStates.filter((_, index) => chosen & (1 << index));
        const expected = keys(700).filter((_, place) => asked.length === 0 || asked.includes(states[place] ?? 'waiting'));
        for (const limit of [1_000, 13]) {
          const found = (await allItems(store, 'one', limit, asked)).map(({ key }) => key);
          deepEqual({ asked, limit, found }, { asked, limit, found: expected });
        }
      }
    },
  ),

  'a plan that takes another back is what was done there, newest first, with its receipts': remembering(async (store) => {
    await planned(store, 30, 10);
    await settle(store, 'one', makeSegment(10, ['done', 'failed', 'done'], 1_000));
    await settle(store, 'one', makeSegment(0, ['done', 'skipped'], 2_000), makeSegment(25, ['done'], 3_000));
    deepEqual(await again(store, ['done'], 'newest-first'), [
      ['k25', { of: 25 }],
      ['k0', { of: 0 }],
      ['k12', { of: 12 }],
      ['k10', { of: 10 }],
    ]);
  }),

  'a plan that does another again is what is in some states there, in order, with what was given there': remembering(
    async (store) => {
      await planned(store, 6, 3);
      await settle(store, 'one', makeSegment(0, ['done', 'failed', 'skipped']), makeSegment(3, ['failed']));
      deepEqual(await again(store, ['failed', 'waiting'], 'plan'), [
        ['k1', undefined],
        ['k3', undefined],
        ['k4', undefined],
        ['k5', undefined],
      ]);
      // As the retry of an undo: what is to be taken back keeps its receipt.
      await create(store, makeRecord('undo'));
      for await (const block of store.planFrom({ job: 'one', states: ['done'], order: 'newest-first' }))
        await plan(store, 'undo', [block]);
      const [block] = await all(store.planFrom({ job: 'undo', states: ['waiting'], order: 'plan' }));
      deepEqual(readReceipts(block?.receipts ?? null), { 0: { of: 0 } });
    },
  ),

  'what is gone through may be left half-way, and written to meanwhile': remembering(async (store) => {
    await planned(store, 200, 5);
    for await (const { block } of store.left('one', 0)) {
      await settle(store, 'one', makeSegment(block.first, ['done']));
      if (block.first >= 50) break;
    }
    equal((await store.itemCounts('one')).done, 11);
    const blocks = await all(store.blocks('one'));
    equal(blocks.length, 40);
  }),
};

import { deepEqual, equal, notEqual, rejects } from 'node:assert/strict';
import type { Job } from '../../model/index.ts';
import type { Store } from '../../store.ts';
import { create, makeBlocks, makeRecord, makeSegment, plan, remembering, type StoreSentences, settle } from './house.ts';

const ended = (finishedAt: number) => ({ state: 'succeeded', finishedAt }) as const;
const ids = (records: readonly { readonly job: Job }[]) => records.map(({ job }) => job.id);

/** All that fits, page by page. */
async function allPages(store: Store, query: Parameters<Store['jobs']>[0], meanwhile = async () => {}): Promise<string[]> {
  const found: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const { records, next } = await store.jobs({ ...query, cursor });
    found.push(...ids(records));
    if (next === null) return found;
    cursor = next;
    await meanwhile();
  }
}

/** What is remembered of jobs. */
export const jobs: StoreSentences = {
  'a job is found as it was written, also after closing and opening': remembering(async (store, again) => {
    const record = makeRecord(
      'one',
      { input: { text: `odd: \u0000 \ud800 \u2028 é 💡 " \\ ${'long '.repeat(400_000)}` }, retryOf: 'other' },
      {
        idempotencyKey: 'key',
        only: ['a'],
        except: ['b'],
        priority: -2,
        exclusive: 'lock',
        origin: { job: 'other', states: ['failed', 'waiting'], order: 'plan' },
        checkpoint: { value: { at: [1, null, 'x'] } },
      },
    );
    await create(store, record);
    deepEqual(await store.job('one'), record);
    const now = await again();
    deepEqual(await now.job('one'), record);
    deepEqual(await now.jobByIdempotencyKey('key'), record);
  }),

  'what is not there is null, or refused where a job is named': remembering(async (store) => {
    equal(await store.job('none'), null);
    equal(await store.jobByIdempotencyKey('none'), null);
    await rejects(store.events('none', { after: 0, limit: 1 }), { reason: 'JOB_NOT_FOUND' });
    await rejects(store.items({ id: 'none' }), { reason: 'JOB_NOT_FOUND' });
    await rejects(store.left('none', 0)[Symbol.asyncIterator]().next(), { reason: 'JOB_NOT_FOUND' });
  }),

  'what is written of a job later takes the place of what was': remembering(async (store, again) => {
    await create(store, makeRecord('one'));
    const later = makeRecord('one', { state: 'running', attempt: 1, startedAt: 2_000, worker: 'w' }, { seq: 7, planned: true });
    await store.commit([{ type: 'job', record: later, created: false }]);
    deepEqual(await (await again()).job('one'), later);
  }),

  'of a commit all is written or nothing': remembering(async (store) => {
    await create(store, makeRecord('one', {}, { idempotencyKey: 'key' }));
    const second = { type: 'job', record: makeRecord('two', {}, { idempotencyKey: 'key' }), created: true } as const;
    const event = { type: 'log', seq: 1, at: 1, level: 'info', message: 'm', item: null } as const;
    await rejects(store.commit([{ type: 'event', job: 'one', event }, second]));
    deepEqual(await store.events('one', { after: 0, limit: 10 }), []);
    equal(await store.job('two'), null);
    // It has done no harm.
    await store.commit([{ type: 'event', job: 'one', event }]);
    deepEqual(await store.events('one', { after: 0, limit: 10 }), [event]);
  }),

  'what is called while a commit is under way comes after it, or is not written either': remembering(async (store) => {
    await create(store, makeRecord('one', {}, { idempotencyKey: 'key' }));
    const made = (id: string, key: string | null = null) =>
      store.commit([{ type: 'job', record: makeRecord(id, {}, { idempotencyKey: key }), created: true }]);
    const found = async () => (await store.jobs({})).records.map(({ job }) => job.id);
    await Promise.all([made('two'), made('three')]);
    const underWay = await Promise.allSettled([made('four'), made('five', 'key'), made('six'), made('seven')]);
    deepEqual(
      underWay.map(({ status }) => status),
      ['fulfilled', 'rejected', 'rejected', 'rejected'],
    );
    deepEqual(await found(), ['four', 'three', 'two', 'one']);
    await Promise.all([made('five'), made('six')]);
    deepEqual(await found(), ['six', 'five', 'four', 'three', 'two', 'one']);
  }),

  'of a large commit too, whichever part of it cannot be written': remembering(async (store, again) => {
    await create(store, makeRecord('known', {}, { idempotencyKey: 'key' }));
    const records = Array.from({ length: 200 }, (_, index) => makeRecord(`job-${index}`));
    for (const place of [0, 99, 199]) {
      const refused = records.with(place, makeRecord('twice', {}, { idempotencyKey: 'key' }));
      const [failed, next] = await Promise.allSettled([create(store, ...refused), create(store, makeRecord('next'))]);
      deepEqual([failed.status, next.status], ['rejected', 'rejected']);
      await create(store, makeRecord(`after-${place}`));
    }
    await create(store, ...records);
    const written = ['known', 'after-0', 'after-99', 'after-199', ...records.map(({ job }) => job.id)];
    deepEqual(ids(await (await again()).unfinished()), written);
  }),

  'of a commit of which a part cannot be told nothing is written': remembering(async (store, again) => {
    const records = Array.from({ length: 200 }, (_, index) => makeRecord(`job-${index}`));
    const untold = makeRecord('untold', { result: 1n as never }); // JSON cannot say it
    await rejects(create(store, ...records, untold));
    await create(store, makeRecord('one'));
    deepEqual(ids(await (await again()).unfinished()), ['one']);
  }),

  'commits that are asked for at the same time are all written': remembering(async (store) => {
    const names = Array.from({ length: 60 }, (_, index) => `job-${index}`);
    await Promise.all(names.map((name) => create(store, makeRecord(name))));
    deepEqual(ids(await store.unfinished()), names);
  }),

  'those that have not ended come oldest first': remembering(async (store) => {
    await create(store, makeRecord('a'), makeRecord('b', ended(1)), makeRecord('c', { state: 'paused' }), makeRecord('d'));
    await store.commit([{ type: 'job', record: makeRecord('d', { state: 'running' }), created: false }]);
    deepEqual(ids(await store.unfinished()), ['a', 'c', 'd']);
  }),

  'jobs come newest first, each once, page by page, also when more come meanwhile': remembering(async (store) => {
    const names = Array.from({ length: 23 }, (_, index) => `job-${index}`);
    await create(store, ...names.map((name) => makeRecord(name)));
    let more = 0;
    const meanwhile = () => create(store, makeRecord(`more-${more++}`));
    deepEqual(await allPages(store, { limit: 4 }, meanwhile), [...names].reverse());
    const { next } = await store.jobs({ limit: 23 + more });
    equal(next, null);
    await rejects(store.jobs({ cursor: 'nonsense' }), { reason: 'INVALID_INPUT' });
  }),

  'jobs are found by state, task and text, and counted whatever state was asked for': remembering(async (store) => {
    await create(
      store,
      makeRecord('one', { task: 'a.x', title: 'Größe 100 %', input: { folder: '/Urlaub' } }),
      makeRecord('two', { task: 'a.x', ...ended(1) }),
      makeRecord('three', { task: 'b.y', state: 'running' }),
    );
    const { records, counts } = await store.jobs({ states: ['succeeded', 'running'], tasks: ['a.x'] });
    deepEqual(ids(records), ['two']);
    deepEqual({ ...counts }, { ...counts, queued: 1, succeeded: 1, running: 0, failed: 0 });
    for (const text of ['URLAUB', '100 %', 'A.X', 'one', ' größe '])
      deepEqual([text, ...(await allPages(store, { text }))].includes('one'), true);
    deepEqual(await allPages(store, { text: '_' }), []);
    deepEqual(await allPages(store, { states: [], tasks: [], text: '' }), ['three', 'two', 'one']);
  }),

  'names, keys and texts that differ behind a NUL, or in half a character, are told apart': remembering(async (store) => {
    const keys = ['key', 'key\0a', 'key\0b', 'key\ud800', 'key\ud801'];
    const named = (key: string) => `for ${keys.indexOf(key)}`;
    await create(store, ...keys.map((key) => makeRecord(named(key), { input: { key } }, { idempotencyKey: key })));
    for (const key of keys) equal((await store.jobByIdempotencyKey(key))?.job.id, named(key));
    equal(await store.jobByIdempotencyKey('key\0'), null);
    equal(await store.job(`${named('key')}\0`), null);
    deepEqual(await allPages(store, { text: 'key\0a' }), [named('key\0a')]);
    deepEqual(await allPages(store, { tasks: [`${makeRecord('any').job.task}\0`] }), []);
  }),

  'expired are those that ended long ago, and those beyond the newest that have ended': remembering(async (store) => {
    await create(store, ...[10, 40, 20, 30].map((at) => makeRecord(`at-${at}`, ended(at))), makeRecord('open'));
    deepEqual(await store.expired({ before: 25, keep: 10, limit: 10 }), ['at-10', 'at-20']);
    deepEqual(await store.expired({ before: 0, keep: 1, limit: 10 }), ['at-10', 'at-40', 'at-20']);
    deepEqual(await store.expired({ before: 25, keep: 3, limit: 1 }), ['at-10']);
    deepEqual(await store.expired({ before: 0, keep: 4, limit: 10 }), []);
  }),

  'what is removed is gone with all that was told of it, and nothing else is': remembering(async (store, again) => {
    for (const id of ['one', 'two']) {
      await create(store, makeRecord(id, {}, { idempotencyKey: `${id}'s` }));
      await plan(store, id, makeBlocks(['a', 'b'], 1));
      await settle(store, id, makeSegment(0, ['done']));
      await store.commit([
        { type: 'event', job: id, event: { type: 'log', seq: 1, at: 1, level: 'info', message: id, item: null } },
      ]);
    }
    await store.commit([{ type: 'remove', job: 'one' }]);
    const now = await again();
    equal(await now.job('one'), null);
    equal(await now.jobByIdempotencyKey("one's"), null);
    equal((await now.itemCounts('two')).total, 2);
    equal((await now.log('two', { after: 0, limit: 9 })).length, 1);
    // A new job of the same name has nothing of the old one.
    await create(now, makeRecord('one'));
    deepEqual(await now.log('one', { after: 0, limit: 9 }), []);
    equal((await now.itemCounts('one')).total, 0);
  }),

  'its epoch stays, and is no other store’s': async (makeHouse) => {
    const houses = [await makeHouse(), await makeHouse()] as const;
    try {
      const [one, other] = [await houses[0].open(), await houses[1].open()];
      notEqual(one.epoch, other.epoch);
      await one.close();
      equal((await houses[0].open()).epoch, one.epoch);
    } finally {
      for (const house of houses) await house.close();
    }
  },

  'up to where an engine was heard is remembered with what it said': remembering(async (store, again) => {
    equal(await store.cursor(), null);
    await store.commit([{ type: 'cursor', cursor: 'a' }]);
    await rejects(
      store.commit([
        { type: 'cursor', cursor: 'b' },
        { type: 'remove', job: 'none' },
      ]),
    );
    equal(await store.cursor(), 'a');
    await store.commit([{ type: 'cursor', cursor: 'c' }]);
    equal(await (await again()).cursor(), 'c');
  }),

  'it remembers where jobs wait': remembering(async (store, again) => {
    equal(await store.queue(), null);
    await store.commit([{ type: 'queue', queue: 'Redis' }]);
    const now = await again();
    equal(await now.queue(), 'Redis');
    await now.commit([{ type: 'queue', queue: null }]);
    equal(await now.queue(), null);
  }),

  'it owns jobs that wait elsewhere under its epoch, until it is given another name': remembering(async (store, again) => {
    equal(await store.claim(), store.epoch);
    await store.commit([{ type: 'claim', claim: `${store.epoch}/2` }]);
    equal(await (await again()).claim(), `${store.epoch}/2`);
  }),

  'whether it can be written to is found out without a trace, and what is closed refuses': remembering(async (store) => {
    await store.probe();
    deepEqual((await store.jobs({})).records, []);
    await store.close();
    await rejects(store.job('one'), { reason: 'STORE_UNAVAILABLE' });
    await rejects(store.commit([{ type: 'cursor', cursor: 'late' }]), { reason: 'STORE_UNAVAILABLE' });
    await store.close();
  }),
};

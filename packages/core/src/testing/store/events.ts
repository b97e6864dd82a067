import { deepEqual } from 'node:assert/strict';
import type { StoredEvent } from '../../store.ts';
import { create, makeRecord, remembering, type StoreSentences } from './house.ts';

const log = (seq: number, message = `line ${seq}`): StoredEvent => {
  return { type: 'log', seq, at: seq, level: 'warn', message, item: seq % 2 ? 'an item' : null };
};
const state = (seq: number): StoredEvent => ({ type: 'state', seq, at: seq, job: makeRecord('one', { attempt: seq }).job });
const numbers = (events: readonly { readonly seq: number }[]) => events.map(({ seq }) => seq);

/** What is told of jobs. */
export const events: StoreSentences = {
  'events come in the order of their numbers, after a number and no more than are asked for': remembering(
    async (store, again) => {
      await create(store, makeRecord('one'), makeRecord('two'));
      const told = [log(1), state(2), log(3), log(4), state(5)];
      await store.commit(told.map((event) => ({ type: 'event', job: 'one', event })));
      await store.commit([{ type: 'event', job: 'two', event: log(1, 'of another') }]);
      const now = await again();
      deepEqual(await now.events('one', { after: 0, limit: 10 }), told);
      deepEqual(numbers(await now.events('one', { after: 1, limit: 2 })), [2, 3]);
      deepEqual(numbers(await now.events('one', { after: 5, limit: 2 })), []);
    },
  ),

  'a job tells of the state in which it began, whatever has become of it': remembering(async (store, again) => {
    const begun = makeRecord('one', {}, { seq: 1 });
    const first: StoredEvent = { type: 'state', seq: 1, at: begun.job.createdAt, job: begun.job };
    await store.commit([
      { type: 'job', record: begun, created: true },
      { type: 'event', job: 'one', event: first },
    ]);
    deepEqual(await store.events('one', { after: 0, limit: 10 }), [first]);
    const { job } = makeRecord('one', { state: 'running', attempt: 1, progress: { ...begun.job.progress, done: 3 } });
    const second: StoredEvent = { type: 'state', seq: 2, at: 9_000, job };
    await store.commit([
      { type: 'job', record: { ...begun, job, seq: 2 }, created: false },
      { type: 'event', job: 'one', event: second },
    ]);
    const now = await again();
    deepEqual(await now.events('one', { after: 0, limit: 10 }), [first, second]);
    deepEqual(await now.events('one', { after: 0, limit: 1 }), [first]);
    deepEqual(await now.events('one', { after: 1, limit: 1 }), [second]);
    deepEqual(await now.log('one', { after: 0, limit: 1 }), []);
  }),

  'the log leaves out states, forwards from a number and backwards from one': remembering(async (store) => {
    await create(store, makeRecord('one'));
    const told = [log(1), state(2), log(3), log(4), state(5), log(6)];
    await store.commit(told.map((event) => ({ type: 'event', job: 'one', event })));
    deepEqual(numbers(await store.log('one', { after: 0, limit: 3 })), [1, 3, 4]);
    deepEqual(numbers(await store.log('one', { after: 4, limit: 3 })), [6]);
    deepEqual(numbers(await store.logTail('one', { upTo: 5, limit: 2 })), [3, 4]);
    deepEqual(numbers(await store.logTail('one', { upTo: 9, limit: 9 })), [1, 3, 4, 6]);
    const { type, ...entry } = log(3);
    deepEqual((await store.log('one', { after: 1, limit: 1 }))[0], entry);
  }),

  'texts come back as they were, however odd or long': remembering(async (store, again) => {
    await create(store, makeRecord('one'));
    const texts = ['', ' ', '\u0000', '\ud83d', '\u2028\n\r\t', '"\\', 'שלום', 'e\u0301', '💡'.repeat(100_000), '[1]', 'null'];
    await store.commit(texts.map((text, index) => ({ type: 'event', job: 'one', event: log(index + 1, text) })));
    const entries = await (await again()).log('one', { after: 0, limit: 100 });
    deepEqual(
      entries.map(({ message }) => message),
      texts,
    );
  }),
};

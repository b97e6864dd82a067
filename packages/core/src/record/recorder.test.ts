import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCatalog, findTask } from '../check/catalog.ts';
import demo from '../demo/index.ts';
import { newRecord } from '../jobs/new-record.ts';
import type { Change, Store } from '../store.ts';
import { openSqliteStore } from '../stores/sqlite.ts';
import { makeFolder } from '../testing/open.ts';
import { Recorder } from './recorder.ts';

const sleep = findTask(createCatalog([demo]), 'demo.sleep');

/** A real store whose disk can be full for a while. */
async function openFailingStore() {
  const store = await openSqliteStore(join(await makeFolder(), 'milepost.sqlite'));
  const commits: (readonly Change[])[] = [];
  const disk = { full: false, commits };
  const failing: Store = {
    ...store,
    async commit(changes) {
      if (disk.full) throw new Error('database or disk is full');
      await store.commit(changes);
      commits.push(changes);
    },
  };
  return { store: failing, disk };
}

test('what many wait for at the same time is one commit', async () => {
  const { store, disk } = await openFailingStore();
  const recorder = new Recorder(store);
  const jobs = await Promise.all(Array.from({ length: 100 }, () => recorder.create(newRecord(sleep, { steps: 1 }, {}))));
  expect(new Set(jobs.map(({ id }) => id)).size).toBe(100);
  expect(disk.commits).toHaveLength(1);
  await recorder.close();
  await store.close();
});

test('while nothing can be written nothing is shown, a start is refused, and what happened is written when it can be', async () => {
  const { store, disk } = await openFailingStore();
  const recorder = new Recorder(store);
  const { id } = await recorder.create(newRecord(sleep, { steps: 1 }, {}));
  const live = recorder.live(id);
  disk.full = true;
  const line = (message: string) => ({ at: 1, level: 'info', message, item: null }) as const;
  const told = recorder.take({ type: 'log', job: id, at: 1, lines: [line('one')] });
  const refused = recorder.create(newRecord(sleep, { steps: 2 }, {}));
  await expect(refused).rejects.toThrow('disk is full');
  expect(recorder.trouble).not.toBeNull();
  expect(live?.shown.seq).toBe(1);
  const toldLater = recorder.take({ type: 'log', job: id, at: 2, lines: [line('two')] });
  disk.full = false;
  await Promise.all([told, toldLater]);
  expect(recorder.trouble).toBeNull();
  const log = await store.log(id, { after: 0, limit: 10 });
  expect(log.map(({ seq, message }) => [seq, message])).toEqual([
    [2, 'one'],
    [3, 'two'],
  ]);
  expect((await store.jobs({})).records).toHaveLength(1);
  await recorder.close();
  await store.close();
});

test('what is told with a cursor is in the same commit as the cursor, also what is told late of a job that is gone', async () => {
  const { store, disk } = await openFailingStore();
  const recorder = new Recorder(store);
  const { id } = await recorder.create(newRecord(sleep, { steps: 1 }, {}));
  expect(await store.cursor()).toBeNull();
  const line = { at: 1, level: 'info', message: 'one', item: null } as const;
  disk.full = true;
  const first = recorder.take({ type: 'log', job: id, at: 1, lines: [line] }, '1-0');
  while (recorder.trouble === null) await new Promise((resolve) => setImmediate(resolve));
  const second = recorder.take({ type: 'log', job: id, at: 1, lines: [line] }, '2-0');
  disk.full = false;
  await Promise.all([first, second]);
  expect(await store.cursor()).toBe('2-0');
  const withCursor = disk.commits.find((changes) => changes.some(({ type }) => type === 'cursor'));
  expect(withCursor?.filter(({ type }) => type === 'event')).toHaveLength(2);
  await recorder.take({ type: 'log', job: 'nobody', at: 1, lines: [line] }, '3-0');
  expect(await store.cursor()).toBe('3-0');
  await recorder.close();
  await store.close();
});

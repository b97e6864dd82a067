import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createCatalog, findTask } from '../check/catalog.ts';
import demo from '../demo/index.ts';
import { newRecord } from '../jobs/new-record.ts';
import { noCounts } from '../progress/cell.ts';
import type { Change, Store } from '../store.ts';
import { openSqliteStore } from '../stores/sqlite.ts';
import { makeFolder } from '../testing/open.ts';
import { Pace } from './pace.ts';
import { Recorder } from './recorder.ts';

const sleep = findTask(createCatalog([demo]), 'demo.sleep');

/** A real store whose disk can be full for a while. */
async function openFailingStore() {
  const store = await openSqliteStore(join(await makeFolder(), 'milepost.sqlite'));
  const commits: (readonly Change[])[] = [];
  const disk = { full: false, slow: Promise.resolve(), asked: 0, commits };
  const failing: Store = {
    ...store,
    async commit(changes) {
      disk.asked++;
      await disk.slow;
      if (disk.full) throw new Error('database or disk is full');
      await store.commit(changes);
      commits.push(changes);
    },
  };
  return { store: failing, disk };
}

/** However long the disk takes. */
const atOnce = () => new Pace(Number.MAX_VALUE);

test('what many wait for at the same time is few commits, each under way before the last is answered', async () => {
  const { store, disk } = await openFailingStore();
  const recorder = new Recorder(store, atOnce());
  const jobs = await Promise.all(Array.from({ length: 100 }, () => recorder.create(newRecord(sleep, { steps: 1 }, {}))));
  expect(new Set(jobs.map(({ shown }) => shown.job.id)).size).toBe(100);
  expect(disk.commits.map((changes) => changes.filter(({ type }) => type === 'job').length)).toEqual([25, 25, 50]);
  await recorder.close();
  await store.close();
});

test('what some wait for at the same time is one commit', async () => {
  const { store, disk } = await openFailingStore();
  const recorder = new Recorder(store);
  await Promise.all(Array.from({ length: 20 }, () => recorder.create(newRecord(sleep, { steps: 1 }, {}))));
  expect(disk.commits).toHaveLength(1);
  await recorder.close();
  await store.close();
});

test('of two commits that are under way when the disk is full all starts are refused, and what happened is written in its order', async () => {
  const { store, disk } = await openFailingStore();
  const recorder = new Recorder(store, atOnce());
  const { id } = (await recorder.create(newRecord(sleep, { steps: 1 }, {}))).shown.job;
  const line = (message: string) => ({ at: 1, level: 'info', message, item: null }) as const;
  const told: Promise<void>[] = [];
  const tell = (message: string) => void told.push(recorder.take({ type: 'log', job: id, at: 1, lines: [line(message)] }));
  const start = () => Promise.allSettled(Array.from({ length: 30 }, () => recorder.create(newRecord(sleep, { steps: 2 }, {}))));
  let go = () => {};
  disk.slow = new Promise((resolve) => (go = resolve));
  disk.full = true;
  const before = disk.asked;
  tell('first');
  const starts = [start()];
  tell('second');
  starts.push(start());
  tell('third');
  expect(disk.asked - before).toBe(2);
  go();
  for (const { status } of (await Promise.all(starts)).flat().slice(0, 50)) expect(status).toBe('rejected');
  tell('fourth');
  disk.full = false;
  await Promise.all(told);
  expect((await store.log(id, { after: 0, limit: 10 })).map(({ message }) => message)).toEqual([
    'first',
    'second',
    'third',
    'fourth',
  ]);
  expect(recorder.trouble).toBeNull();
  await recorder.close();
  await store.close();
});

test('how far a job is waits for no clock, and what waits for one is written with it', async () => {
  const { store, disk } = await openFailingStore();
  const recorder = new Recorder(store);
  // From here on no time passes: what would wait for its turn would wait for ever.
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const { id } = (await recorder.create(newRecord(sleep, { steps: 1 }, {}))).shown.job;
  const line = { at: 1, level: 'info', message: 'one', item: null } as const;
  const logged = recorder.take({ type: 'log', job: id, at: 1, lines: [line] });
  const counts = { ...noCounts, done: 1 };
  await recorder.take({ type: 'progress', job: id, at: 1, counts, note: null });
  await logged;
  expect(recorder.live(id)?.shown.job.progress.done).toBe(1);
  expect(disk.commits).toHaveLength(2);
  await recorder.close();
  await store.close();
});

test('while nothing can be written nothing is shown, a start is refused, and what happened is written when it can be', async () => {
  const { store, disk } = await openFailingStore();
  const recorder = new Recorder(store);
  const { id } = (await recorder.create(newRecord(sleep, { steps: 1 }, {}))).shown.job;
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
  const { id } = (await recorder.create(newRecord(sleep, { steps: 1 }, {}))).shown.job;
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

test('the last outcomes of a batch, for which its end waits, are written with all that waits, and wait for no clock', async () => {
  const { store, disk } = await openFailingStore();
  const recorder = new Recorder(store);
  const { id } = (await recorder.create(newRecord(sleep, { steps: 1 }, {}))).shown.job;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const outcomes = { type: 'outcomes', job: id, at: 1, segments: [], failures: [] } as const;
  const earlier = recorder.take(outcomes);
  expect(vi.getTimerCount()).toBe(1);
  await Promise.all([earlier, recorder.take({ ...outcomes, awaited: true })]);
  expect(disk.commits).toHaveLength(2);
  await recorder.close();
  await store.close();
});

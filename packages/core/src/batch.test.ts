import { expect, test } from 'vitest';
import { makeFolder, openForTest, runToEnd, waitFor, watchToEnd } from './testing/open.ts';

const keys = (count: number, what = 'ok') => Array.from({ length: count }, (_, index) => `${what}-${index}`);

test('a batch does its items, and tells of those that failed or were left out', async () => {
  const milepost = await openForTest();
  const input = { keys: ['ok-1', 'fail-2', 'skip-3', 'leave-4', 'ok-5'] };
  const job = await runToEnd(milepost, { task: 'test.items', input });
  expect(job).toMatchObject({ state: 'partial', result: { done: 2, skipped: 2, failed: 1 }, progress: { total: 5 } });
  const { items } = await milepost.items({ id: job.id });
  expect(items.map(({ key, state, error }) => [key, state, error?.message ?? null])).toEqual([
    ['ok-1', 'done', null],
    ['fail-2', 'failed', 'the fail-2 failed'],
    ['skip-3', 'skipped', 'not today'],
    ['leave-4', 'skipped', 'nothing to do'],
    ['ok-5', 'done', null],
  ]);
  const [line] = await milepost.log({ id: job.id });
  expect(line).toMatchObject({ level: 'error', item: 'fail-2', message: 'the fail-2 failed' });
});

test('a batch of which nothing succeeded has failed, and one without items has succeeded', async () => {
  const milepost = await openForTest();
  const failed = await runToEnd(milepost, { task: 'test.items', input: { keys: ['fail-1', 'fail-2'] } });
  expect(failed).toMatchObject({ state: 'failed', error: { code: 'ITEMS_FAILED', message: '2 of 2 failed.' } });
  const empty = await runToEnd(milepost, { task: 'test.items', input: { keys: [] } });
  expect(empty).toMatchObject({ state: 'succeeded', progress: { total: 0 } });
});

test('the plan says what would be done, and does nothing', async () => {
  const milepost = await openForTest();
  const plan = await milepost.plan({ task: 'test.items', input: { keys: keys(1_200) }, limit: 2 });
  expect(plan).toEqual({
    items: [
      { key: 'ok-0', label: 'the ok-0', change: 'done' },
      { key: 'ok-1', label: 'the ok-1', change: 'done' },
    ],
    total: 1_200,
    more: true,
  });
  expect((await milepost.list()).jobs).toEqual([]);
  const failing = milepost.plan({ task: 'test.items', input: { keys: [], planFails: true } });
  await expect(failing).rejects.toMatchObject({ message: 'No plan could be made: The plan cannot be made.' });
  await expect(milepost.plan({ task: 'demo.sleep', input: {} })).rejects.toMatchObject({ reason: 'INVALID_INPUT' });
});

test('a batch does only what was chosen, or all but what was left out', async () => {
  const milepost = await openForTest();
  const only = await runToEnd(milepost, { task: 'test.items', input: { keys: keys(5) }, only: ['ok-1', 'ok-9'] });
  expect(only.result).toEqual({ done: 1, skipped: 0, failed: 0 });
  expect(await milepost.log({ id: only.id })).toMatchObject([{ level: 'warn', message: 'There is no item "ok-9" in the plan.' }]);
  const except = await runToEnd(milepost, { task: 'test.items', input: { keys: keys(5) }, except: ['ok-1'] });
  expect(except.result).toEqual({ done: 4, skipped: 0, failed: 0 });
  const misspelt = await runToEnd(milepost, { task: 'test.items', input: { keys: keys(5) }, except: ['ok-1', 'ok-l'] });
  expect(await milepost.log({ id: misspelt.id })).toMatchObject([
    { level: 'warn', message: 'There is no item "ok-l" in the plan.' },
  ]);
  const noBatch = milepost.start({ task: 'demo.sleep', input: { steps: 1 }, except: ['1'] });
  await expect(noBatch).rejects.toMatchObject({
    reason: 'INVALID_INPUT',
    message: '"demo.sleep" is no batch: it has no items to choose from.',
  });
});

test('a plan that fails, or in which two items share a key, fails the job', async () => {
  const milepost = await openForTest();
  const failing = await runToEnd(milepost, { task: 'test.items', input: { keys: ['ok-1'], planFails: true } });
  expect(failing).toMatchObject({ state: 'failed', error: { message: 'The plan cannot be made.' } });
  const double = await runToEnd(milepost, { task: 'test.items', input: { keys: ['ok-1', 'ok-1'] } });
  expect(double).toMatchObject({ state: 'failed', error: { code: 'BAD_PLAN' } });
});

test('an item that ends its thread costs that item and no other', async () => {
  const milepost = await openForTest({ threads: 2 });
  const input = { keys: [...keys(50), 'exit-1', ...keys(50, 'more'), 'exit-2'] };
  const job = await runToEnd(milepost, { task: 'test.items', input });
  expect(job).toMatchObject({ state: 'partial', result: { done: 100, skipped: 0, failed: 2 } });
  const { items } = await milepost.items({ id: job.id, states: ['failed'] });
  expect(items.map(({ key, error }) => [key, error?.code])).toEqual([
    ['exit-1', 'THREAD_EXITED'],
    ['exit-2', 'THREAD_EXITED'],
  ]);
});

test('a cancelled batch stops and leaves the rest undone', async () => {
  const milepost = await openForTest();
  const { id } = await milepost.start({ task: 'test.items', input: { keys: [...keys(10), ...keys(5, 'slow')] } });
  await waitFor(milepost, id, (event) => event.type === 'progress' && event.progress.done === 10);
  await milepost.cancel(id);
  await watchToEnd(milepost, id);
  expect(await milepost.get(id)).toMatchObject({ state: 'cancelled', progress: { done: 10, failed: 0, total: 15 } });
  expect((await milepost.items({ id, states: ['waiting'] })).items).toHaveLength(5);
});

test('a batch that was broken off goes on with the items that are left, and does none twice', async () => {
  const data = await makeFolder();
  const before = await openForTest({ data, threads: 1 });
  const { id } = await before.start({ task: 'test.items', input: { keys: keys(60, 'say'), ms: 10 } });
  await waitFor(before, id, (event) => event.type === 'progress' && event.progress.done >= 20);
  await before.close();
  const after = await openForTest({ data });
  await watchToEnd(after, id);
  expect(await after.get(id)).toMatchObject({ state: 'succeeded', attempt: 2, result: { done: 60, skipped: 0, failed: 0 } });
  const said = (await after.log({ id, limit: 1_000 })).filter(({ message }) => message.startsWith('about'));
  const counts = new Map(said.map(({ item }) => [item, said.filter((other) => other.item === item).length]));
  expect(counts.size).toBe(60);
  expect([...counts.values()].filter((times) => times > 1).length).toBeLessThanOrEqual(1);
});

test('a hundred thousand items that cost nothing are all done and all written', async () => {
  const milepost = await openForTest();
  const job = await runToEnd(milepost, { task: 'test.count', input: { to: 100_000 } });
  expect(job).toMatchObject({ state: 'succeeded', result: { done: 100_000, skipped: 0, failed: 0 } });
  expect((await milepost.items({ id: job.id, states: ['waiting'] })).items).toEqual([]);
  const last = await milepost.items({ id: job.id, cursor: '99997' });
  expect(last.items.map(({ key, state }) => [key, state])).toEqual([
    ['99998', 'done'],
    ['99999', 'done'],
  ]);
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineTask } from '../define/define-task.ts';
import { defineTasks } from '../define/define-tasks.ts';
import { makeFolder, openForTest, runToEnd, waitFor, watchToEnd } from '../testing/open.ts';

test('a paused job holds still, also in a loop that never yields, and goes on when it is resumed', async () => {
  const milepost = await openForTest();
  const { id } = await milepost.start({ task: 'demo.crunch', input: { seconds: 1 } });
  await waitFor(milepost, id, (event) => event.type === 'progress' && event.progress.done >= 2);
  expect(await milepost.pause(id)).toMatchObject({ state: 'paused' });
  await expect(milepost.pause(id)).rejects.toMatchObject({ reason: 'INVALID_STATE' });
  // Another job runs meanwhile, for longer than the one that is paused would have needed.
  await runToEnd(milepost, { task: 'demo.crunch', input: { seconds: 1.2 } });
  const held = await milepost.get(id);
  expect(held.state).toBe('paused');
  expect(held.progress.done).toBeLessThan(10);
  expect(await milepost.resume(id)).toMatchObject({ state: 'running' });
  await watchToEnd(milepost, id);
  expect(await milepost.get(id)).toMatchObject({ state: 'succeeded', progress: { done: 10 } });
  await expect(milepost.resume(id)).rejects.toMatchObject({ reason: 'INVALID_STATE' });
});

test('a pause is kept over a restart, of a job that ran and of one that waited', async () => {
  const data = await makeFolder();
  const before = await openForTest({ data, jobs: 1 });
  const ran = await before.start({
    task: 'test.items',
    input: { keys: Array.from({ length: 40 }, (_, i) => `ok-${i}`), ms: 20 },
  });
  await waitFor(before, ran.id, (event) => event.type === 'progress' && event.progress.done >= 3);
  const blocking = await before.start({ task: 'demo.crunch', input: {} });
  const waited = await before.start({ task: 'demo.sleep', input: { steps: 1 } });
  await before.pause(waited.id);
  await before.pause(ran.id);
  await before.cancel(blocking.id);
  await before.close();
  const after = await openForTest({ data });
  expect(await after.get(ran.id)).toMatchObject({ state: 'paused' });
  expect(await after.resume(waited.id)).toMatchObject({ state: 'queued' });
  await after.resume(ran.id);
  for (const { id } of [waited, ran]) {
    await watchToEnd(after, id);
    expect(await after.get(id)).toMatchObject({ state: 'succeeded' });
  }
});

test('a job that is paused can be cancelled', async () => {
  const milepost = await openForTest();
  const { id } = await milepost.start({ task: 'demo.crunch', input: {} });
  await waitFor(milepost, id, (event) => event.type === 'progress' && event.progress.done >= 1);
  await milepost.pause(id);
  await milepost.cancel(id);
  await watchToEnd(milepost, id);
  expect(await milepost.get(id)).toMatchObject({ state: 'cancelled' });
});

test('what was done is taken back, newest first, from its receipts', async () => {
  const milepost = await openForTest({ threads: 1 });
  const job = await runToEnd(milepost, { task: 'test.items', input: { keys: ['ok-1', 'fail-2', 'stuck-3', 'ok-4'] } });
  expect(job).toMatchObject({ state: 'partial', undoable: true });
  const { id } = await milepost.undo(job.id);
  await watchToEnd(milepost, id);
  expect(await milepost.get(id)).toMatchObject({
    state: 'partial',
    undoOf: job.id,
    undoable: false,
    result: { done: 2, failed: 1 },
  });
  const { items } = await milepost.items({ id });
  expect(items.map(({ key, state, error }) => [key, state, error?.message ?? null])).toEqual([
    ['ok-4', 'done', null],
    ['stuck-3', 'failed', 'the stuck-3 cannot be taken back'],
    ['ok-1', 'done', null],
  ]);
  const taken = (await milepost.log({ id })).filter(({ level }) => level === 'info').map(({ message }) => message);
  expect(taken).toEqual(['took back ok-4', 'took back ok-1']);
  await expect(milepost.undo(id)).rejects.toMatchObject({ reason: 'INVALID_STATE' });
  const again = await milepost.retry(id);
  await watchToEnd(milepost, again.id);
  expect(await milepost.get(again.id)).toMatchObject({ state: 'failed', retryOf: id, undoOf: job.id, progress: { total: 1 } });
});

test('what failed or was left is tried again in a new job, and nothing else', async () => {
  const milepost = await openForTest({ threads: 1 });
  const { id } = await milepost.start({ task: 'test.items', input: { keys: ['ok-1', 'fail-2', 'slow-3', 'ok-4'] } });
  await expect(milepost.retry(id)).rejects.toMatchObject({ reason: 'INVALID_STATE' });
  await waitFor(milepost, id, (event) => event.type === 'progress' && event.progress.failed === 1);
  await milepost.cancel(id);
  await watchToEnd(milepost, id);
  const again = await milepost.retry(id);
  expect(again).toMatchObject({ retryOf: id, state: 'queued' });
  await waitFor(milepost, again.id, (event) => event.type === 'progress' && event.progress.failed === 1);
  await milepost.cancel(again.id);
  await watchToEnd(milepost, again.id);
  expect((await milepost.items({ id: again.id })).items.map(({ key }) => key)).toEqual(['fail-2', 'slow-3', 'ok-4']);
});

test('what is tried again is planned anew: what was wrong with it may have been mended', async () => {
  const milepost = await openForTest();
  const file = join(await makeFolder(), 'mood');
  await writeFile(file, 'bad');
  const job = await runToEnd(milepost, { task: 'test.mood', input: { file } });
  expect(job).toMatchObject({ state: 'failed' });
  await writeFile(file, 'good');
  const { id } = await milepost.retry(job.id);
  await watchToEnd(milepost, id);
  expect(await milepost.get(id)).toMatchObject({ state: 'succeeded', retryOf: job.id, result: { done: 1 } });
});

test('an item that fails is tried as often as its batch asks for', async () => {
  const milepost = await openForTest();
  const job = await runToEnd(milepost, { task: 'test.flaky', input: { failures: 2, items: 3 } });
  expect(job).toMatchObject({ state: 'succeeded', result: { done: 3 } });
  const worse = await runToEnd(milepost, { task: 'test.flaky', input: { failures: 3, items: 2 } });
  expect(worse).toMatchObject({ state: 'failed', result: { failed: 2 } });
});

test('a job that takes longer than its timeout fails, also one that never yields', async () => {
  const milepost = await openForTest();
  const job = await runToEnd(milepost, { task: 'test.endless', input: {} });
  expect(job).toMatchObject({ state: 'failed', error: { code: 'TIMEOUT', message: 'It was not done within 0.2 s.' } });
});

test('two jobs with the same exclusive key never run at the same time', async () => {
  const milepost = await openForTest();
  const keys = Array.from({ length: 6 }, (_, index) => `ok-${index}`);
  const start = (lock: string) => milepost.start({ task: 'test.items', input: { keys, ms: 20, lock } });
  const [one, two, other] = [await start('here'), await start('here'), await start('there')];
  for (const { id } of [one, two, other]) await watchToEnd(milepost, id);
  const [first, second, free] = await Promise.all([one, two, other].map(({ id }) => milepost.get(id)));
  expect(second?.startedAt).toBeGreaterThanOrEqual(first?.finishedAt ?? Number.POSITIVE_INFINITY);
  expect(free?.startedAt).toBeLessThan(first?.finishedAt ?? 0);
});

test('a task that cannot say which jobs it must not run beside is refused by name, and nothing is started', async () => {
  const locks = {
    throws: () => {
      throw new Error('no key at hand');
    },
    number: () => 7 as unknown as string, // as a task in JavaScript might
  };
  for (const exclusive of Object.values(locks)) {
    const odd = defineTask({ title: 'Odd', input: z.object({}), exclusive, run() {} });
    const milepost = await openForTest({ tasks: [defineTasks(import.meta.url, { 'test.odd': odd })] });
    await expect(milepost.start({ task: 'test.odd', input: {} })).rejects.toMatchObject({
      reason: 'INVALID_TASK',
      message: expect.stringMatching(/"test.odd" cannot say .*(no key at hand|Expected a text)/),
    });
    expect((await milepost.list()).jobs).toEqual([]);
  }
});

test('a job that is paused keeps its exclusive key, also over a restart, until it has ended', async () => {
  const data = await makeFolder();
  const before = await openForTest({ data });
  const keys = Array.from({ length: 30 }, (_, index) => `ok-${index}`);
  const start = (lock: string, priority = 0) => before.start({ task: 'test.items', input: { keys, ms: 10, lock }, priority });
  const held = await start('here');
  await waitFor(before, held.id, (event) => event.type === 'progress' && event.progress.done >= 2);
  await before.pause(held.id);
  const behind = await start('here', 10);
  await before.close();
  const after = await openForTest({ data });
  // One that is free goes through meanwhile, so the one behind had its time.
  await runToEnd(after, { task: 'test.items', input: { keys, ms: 10, lock: 'there' } });
  expect(await after.get(behind.id)).toMatchObject({ state: 'queued', attempt: 0 });
  await after.resume(held.id);
  for (const { id } of [held, behind]) await watchToEnd(after, id);
  const [first, second] = [await after.get(held.id), await after.get(behind.id)];
  expect(first).toMatchObject({ state: 'succeeded', attempt: 2 });
  expect(second.startedAt).toBeGreaterThanOrEqual(first.finishedAt ?? Number.POSITIVE_INFINITY);
});

test('a job that is paused and cancelled gives its key back, also after a restart', async () => {
  const data = await makeFolder();
  const before = await openForTest({ data });
  const input = { keys: ['ok-1', 'slow-2'], lock: 'here' };
  const held = await before.start({ task: 'test.items', input });
  await waitFor(before, held.id, (event) => event.type === 'progress' && event.progress.done === 1);
  await before.pause(held.id);
  await before.close();
  const after = await openForTest({ data });
  const behind = await after.start({ task: 'test.items', input: { keys: ['ok-1'], lock: 'here' } });
  const error = { code: 'CANCELLED_WAITING', message: 'It was cancelled while it waited to go on.' };
  expect(await after.cancel(held.id)).toMatchObject({ state: 'cancelled', error });
  await watchToEnd(after, behind.id);
  expect(await after.get(behind.id)).toMatchObject({ state: 'succeeded' });
});

test('what had begun before a restart goes on before what had not, whatever its priority', async () => {
  const data = await makeFolder();
  const before = await openForTest({ data, jobs: 1 });
  const begun = await before.start({ task: 'demo.sleep', input: { steps: 3 } });
  await waitFor(before, begun.id, (event) => event.type === 'progress' && event.progress.done >= 1);
  const important = await before.start({ task: 'demo.sleep', input: { steps: 1 }, priority: 100 });
  await before.close();
  const after = await openForTest({ data, jobs: 1 });
  for (const { id } of [begun, important]) await watchToEnd(after, id);
  const [first, second] = [await after.get(begun.id), await after.get(important.id)];
  expect(second.startedAt).toBeGreaterThanOrEqual(first.finishedAt ?? Number.POSITIVE_INFINITY);
});

test('a job that has ended can be removed with all that is told of it, and one that has not cannot', async () => {
  const milepost = await openForTest();
  const running = await milepost.start({ task: 'demo.crunch', input: {} });
  await expect(milepost.remove(running.id)).rejects.toMatchObject({ reason: 'INVALID_STATE' });
  await milepost.cancel(running.id);
  await watchToEnd(milepost, running.id);
  expect(await milepost.remove(running.id)).toMatchObject({ state: 'cancelled' });
  await expect(milepost.get(running.id)).rejects.toMatchObject({ reason: 'JOB_NOT_FOUND' });
  await expect(milepost.log({ id: running.id })).rejects.toMatchObject({ reason: 'JOB_NOT_FOUND' });
});

test('jobs that are too many are forgotten, the oldest first', async () => {
  const data = await makeFolder();
  const before = await openForTest({ data });
  const ids: string[] = [];
  for (let index = 0; index < 30; index++) ids.push((await runToEnd(before, { task: 'test.count', input: { to: 2 } })).id);
  await before.close();
  const after = await openForTest({ data, keep: { jobs: 3 } });
  await expect.poll(async () => (await after.list()).jobs.map(({ id }) => id)).toEqual(ids.slice(-3).reverse());
});

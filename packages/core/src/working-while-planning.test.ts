import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Milepost } from './milepost.ts';
import { makeFolder, openForTest, watchToEnd } from './testing/open.ts';

/** A list that a plan follows while it grows. */
async function makeList(...lines: string[]): Promise<{ file: string; add(...lines: string[]): Promise<void> }> {
  const file = join(await makeFolder(), 'list');
  await writeFile(file, '');
  const add = (...more: string[]) => appendFile(file, more.map((line) => `${line}\n`).join(''));
  await add(...lines);
  return { file, add };
}

const start = (milepost: Milepost, file: string) => milepost.start({ task: 'test.follow', input: { file } });
const many = (count: number, what: string) => Array.from({ length: count }, (_, index) => `${what}-${index}`);

/** What was done is seen only when it is on disk. */
function untilDone(milepost: Milepost, id: string, done: number): Promise<void> {
  return expect.poll(async () => (await milepost.get(id)).progress.done, { timeout: 20_000 }).toBe(done);
}

async function didOf(milepost: Milepost, id: string): Promise<string[]> {
  const lines = await milepost.log({ id, limit: 1_000 });
  return lines.flatMap(({ message }) => (message.startsWith('did ') ? [message.slice(4)] : []));
}

test('a batch that may work while it is planned begins before its plan is complete', { timeout: 60_000 }, async () => {
  const milepost = await openForTest();
  const list = await makeList('a', 'b');
  const { id } = await start(milepost, list.file);
  await untilDone(milepost, id, 2);
  expect(await milepost.get(id)).toMatchObject({ state: 'running', progress: { total: null } });
  await list.add('c');
  await untilDone(milepost, id, 3);
  await list.add('d', 'end');
  await watchToEnd(milepost, id);
  expect(await milepost.get(id)).toMatchObject({ state: 'succeeded', result: { done: 4 }, progress: { total: 4 } });
});

test('one that was broken off in the middle of its plan plans again, and does nothing twice', { timeout: 60_000 }, async () => {
  const data = await makeFolder();
  const list = await makeList(...many(30, 'early'));
  const before = await openForTest({ data });
  const { id } = await start(before, list.file);
  await untilDone(before, id, 30);
  await before.close();
  await list.add(...many(30, 'late'), 'end');
  const after = await openForTest({ data });
  await watchToEnd(after, id);
  expect(await after.get(id)).toMatchObject({ state: 'succeeded', attempt: 2, result: { done: 60 }, progress: { total: 60 } });
  const did = await didOf(after, id);
  expect(new Set(did).size).toBe(60);
  expect(did).toHaveLength(60);
  const { items } = await after.items({ id, limit: 100 });
  expect(items.map(({ key }) => key)).toEqual([...many(30, 'early'), ...many(30, 'late')]);
});

test('when its plan fails in the middle the job fails with it, and what was done can be taken back', {
  timeout: 60_000,
}, async () => {
  const milepost = await openForTest();
  const list = await makeList('a', 'b');
  const { id } = await start(milepost, list.file);
  await untilDone(milepost, id, 2);
  await list.add('fail');
  await watchToEnd(milepost, id);
  const job = await milepost.get(id);
  expect(job).toMatchObject({ state: 'failed', error: { message: 'The plan cannot be made.' }, undoable: true });
  const undo = await milepost.undo(id);
  await watchToEnd(milepost, undo.id);
  expect(await milepost.get(undo.id)).toMatchObject({ state: 'succeeded', result: { done: 2, failed: 0 } });
});

test('when its plan has failed, trying again does what is left and not what is done', { timeout: 60_000 }, async () => {
  const milepost = await openForTest();
  const list = await makeList('a', 'b');
  const { id } = await start(milepost, list.file);
  await untilDone(milepost, id, 2);
  await list.add('fail');
  await watchToEnd(milepost, id);
  await writeFile(list.file, ['a', 'b', 'c', 'end', ''].join('\n'));
  const again = await milepost.retry(id);
  await watchToEnd(milepost, again.id);
  expect(await milepost.get(again.id)).toMatchObject({ state: 'succeeded', result: { done: 1 }, progress: { total: 1 } });
  expect(await didOf(milepost, again.id)).toEqual(['c']);
});

test('it can be paused, resumed and cancelled while it is planned', { timeout: 60_000 }, async () => {
  const milepost = await openForTest();
  const list = await makeList('a');
  const { id } = await start(milepost, list.file);
  await untilDone(milepost, id, 1);
  await milepost.pause(id);
  await list.add('b');
  await milepost.resume(id);
  await untilDone(milepost, id, 2);
  await milepost.cancel(id);
  await watchToEnd(milepost, id);
  expect(await milepost.get(id)).toMatchObject({ state: 'cancelled', progress: { done: 2, failed: 0 } });
});

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect, test } from 'vitest';
import type { Numbered, WatchEvent } from './model/index.ts';
import { readData } from './read-data.ts';
import { makeFolder, openForTest, runToEnd, waitFor, watchToEnd } from './testing/open.ts';

test('a data folder is read and watched while another process works with it', async () => {
  const data = await makeFolder();
  const milepost = await openForTest({ data });
  const { id } = await milepost.start({ task: 'demo.sleep', input: { steps: 12 } });
  const reader = await readData(data);
  expect(reader.isHeld()).toBe(true);
  const events: Numbered<WatchEvent>[] = [];
  for await (const event of reader.watch(id)) events.push(event);
  expect(events[0]?.event.type).toBe('snapshot');
  expect(events.filter(({ event }) => event.type === 'progress').length).toBeGreaterThan(1);
  expect(events.at(-1)?.event).toMatchObject({ type: 'state', job: { state: 'succeeded', result: { slept: 12 } } });
  expect(await reader.get(id)).toEqual(await milepost.get(id));
  expect(await reader.log({ id })).toEqual(await milepost.log({ id }));
  await milepost.close();
  expect(reader.isHeld()).toBe(false);
  expect((await reader.list()).counts.succeeded).toBe(1);
  await reader.close();
});

test('a folder in which nobody has worked has no jobs, and stays as it is', async () => {
  const data = await makeFolder();
  const reader = await readData(data);
  expect(reader.isHeld()).toBe(false);
  expect(await reader.list()).toMatchObject({ jobs: [], next: null, counts: { running: 0 } });
  await expect(reader.get('nothing')).rejects.toMatchObject({ reason: 'JOB_NOT_FOUND' });
  await reader.close();
  expect(await readdir(data)).toEqual([]);
});

test('a file of an older Milepost is brought up to date before it is read', async () => {
  const data = await makeFolder();
  const older = new DatabaseSync(join(data, 'milepost.sqlite'));
  older.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; CREATE TABLE before_all (x)');
  older.close();
  const reader = await readData(data);
  expect((await reader.list()).jobs).toEqual([]);
  await reader.close();
});

test('who comes to do one thing leaves the other jobs alone, whatever tasks it knows', async () => {
  const data = await makeFolder();
  const before = await openForTest({ data });
  const left = await before.start({ task: 'demo.crunch', input: { seconds: 1 } });
  const unwanted = await before.start({ task: 'demo.crunch', input: { seconds: 60 } });
  for (const { id } of [left, unwanted]) await waitFor(before, id, ({ type }) => type === 'progress');
  await before.close();

  const other = await openForTest({ data, recover: false, tasks: [] });
  expect(await other.get(left.id)).toMatchObject({ state: 'running' });
  await expect(other.resume(left.id)).rejects.toMatchObject({ reason: 'TASK_NOT_FOUND' });
  expect(await other.cancel(unwanted.id)).toMatchObject({ state: 'cancelled' });
  await other.close();

  const last = await openForTest({ data, recover: false });
  await runToEnd(last, { task: 'demo.sleep', input: { steps: 1 } });
  expect(await last.get(left.id)).toMatchObject({ state: 'running', attempt: 1 });
  await last.resume(left.id);
  await watchToEnd(last, left.id);
  expect(await last.get(left.id)).toMatchObject({ state: 'succeeded', attempt: 2 });
  await expect(last.resume(unwanted.id)).rejects.toMatchObject({ reason: 'INVALID_STATE' });
});

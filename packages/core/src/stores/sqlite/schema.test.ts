import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect, test } from 'vitest';
import { makeFolder, openForTest, watchToEnd } from '../../testing/open.ts';

const [batch, undo, brokenOff] = ['4yvqptbb6u7t', '2eytshr6wtxc', 'tfn2cgvadawb'] as const;

/** A data folder as the first schema left it. */
async function makeOlderFolder(): Promise<string> {
  const data = await makeFolder();
  const database = new DatabaseSync(join(data, 'milepost.sqlite'));
  database.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;');
  database.exec(await readFile(new URL('../../testing/older-file.sql', import.meta.url), 'utf8'));
  database.close();
  return data;
}

test('a file that an older Milepost wrote is brought up to date, and shows what it showed', async () => {
  const milepost = await openForTest({ data: await makeOlderFolder() });
  const { items } = await milepost.items({ id: batch });
  expect(items.map(({ key, state, at, ms, error }) => [key, state, at, ms, error?.message ?? null])).toEqual([
    ['ok-1', 'done', 1795613012032, 0.133, null],
    ['fail-2', 'failed', 1795613012150, 0.198, 'the fail-2 failed'],
    ['skip-3', 'skipped', 1795613012033, 0.087, 'not today'],
    ['leave-4', 'skipped', 1795613012033, 0, 'nothing to do'],
    ['ok-5', 'done', 1795613012033, 0.015, null],
    ['stuck-é 💡', 'done', 1795613012033, 0.009, null],
  ]);
  const failed = await milepost.items({ id: undo, states: ['failed'] });
  expect(failed.items.map(({ key, error }) => [key, error?.message])).toEqual([
    ['stuck-é 💡', 'the stuck-é 💡 cannot be taken back'],
  ]);
  expect((await milepost.items({ id: brokenOff, states: ['waiting'] })).items).toHaveLength(7);
  expect((await milepost.get(batch)).progress.stages).toEqual([]);
  const [snapshot] = await watchToEnd(milepost, batch);
  const events = await watchToEnd(milepost, batch, `${snapshot?.id.split(':')[0]}:0`);
  const states = events.flatMap(({ event }) => (event.type === 'state' ? [event.job.progress.stages] : []));
  expect(states.length).toBeGreaterThan(2);
  expect(states.every((stages) => Array.isArray(stages))).toBe(true);
});

test('what an older Milepost did can be taken back, and what it left goes on', { timeout: 30_000 }, async () => {
  const milepost = await openForTest({ data: await makeOlderFolder() });
  const { id } = await milepost.undo(batch);
  await watchToEnd(milepost, id);
  expect((await milepost.items({ id })).items.map(({ key, state }) => [key, state])).toEqual([
    ['stuck-é 💡', 'failed'],
    ['ok-5', 'done'],
    ['ok-1', 'done'],
  ]);
  const said = (await milepost.log({ id })).map(({ message }) => message);
  expect(said).toEqual(expect.arrayContaining(['took back ok-5', 'took back ok-1']));
  // It was broken off among items that take a minute: it has gone on with them.
  await expect.poll(async () => (await milepost.get(brokenOff)).progress.note, { timeout: 20_000 }).toContain('slow-');
  expect(await milepost.get(brokenOff)).toMatchObject({ attempt: 2, progress: { done: 12, failed: 2, total: 21 } });
  await milepost.cancel(brokenOff);
});

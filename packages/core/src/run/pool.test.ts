import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { createCell } from '../progress/cell.ts';
import { makeFolder } from '../testing/open.ts';
import type { Heard, Thread } from './lease.ts';
import { Pool } from './pool.ts';

function openPool(memory = 256): Pool {
  const pool = new Pool({ idle: 8, memory });
  onTestFinished(() => pool.close());
  return pool;
}

const demo = { url: import.meta.resolve('@milepost/core/demo'), task: 'demo.sleep', input: { steps: 1 } };

/** Has a thread do something, and tells what was heard of its end. */
function begin(thread: Thread): Heard[] {
  const heard: Heard[] = [];
  thread.listen((message) => {
    if (message.type === 'ended' || message.type === 'crashed') heard.push(message);
  });
  const what = { ...demo, part: 'run', job: 'job', attempt: 1, checkpoint: null } as const;
  const rest = { only: null, except: null, goesOn: false, cell: createCell(1), slot: 1, waits: false };
  thread.post({ type: 'begin', errands: [{ ...what, ...rest }] });
  return heard;
}

const patience = { timeout: 50_000 };
const returned = { type: 'ended', outcome: { type: 'returned' } };

test('of many threads as many start at a time as there are processors, and all of them come', { timeout: 60_000 }, async () => {
  const pool = openPool();
  const heard = Array.from({ length: availableParallelism() + 2 }, () => begin(pool.lease()));
  expect(pool.size).toBe(availableParallelism());
  await expect.poll(() => heard.every((messages) => messages.length > 0), patience).toBe(true);
  for (const messages of heard) expect(messages).toMatchObject([returned]);
});

test('a thread that is given back goes to whoever waits', { timeout: 60_000 }, async () => {
  const pool = openPool();
  const held = Array.from({ length: availableParallelism() }, () => pool.lease());
  const ends = held.map(begin);
  await expect.poll(() => ends.every((messages) => messages.length > 0), patience).toBe(true);
  const size = pool.size;
  const heard = begin(pool.lease());
  held[0]?.release();
  await expect.poll(() => heard.length > 0, patience).toBe(true);
  expect([heard, pool.size]).toMatchObject([[returned], size]);
});

test('who is told to stop before a thread is there need not wait for it, and nothing is begun', async () => {
  const pool = openPool();
  const thread = pool.lease();
  const heard = begin(thread);
  thread.post({ type: 'stop' });
  const stopped = [{ type: 'ended', outcome: { type: 'stopped' }, ms: 0 }];
  expect(heard).toEqual(stopped);
  thread.release();
  const next = begin(pool.lease());
  await expect.poll(() => next.length > 0, patience).toBe(true);
  expect(heard).toEqual(stopped);
}, 60_000);

test('who waits for a thread that cannot start hears why', async () => {
  const heard = begin(openPool(1).lease());
  await expect.poll(() => heard.length > 0, patience).toBe(true);
  expect(heard).toMatchObject([{ type: 'crashed', error: { code: 'OUT_OF_MEMORY' } }]);
}, 60_000);

test('who waits for a thread when all are ended hears that', async () => {
  const pool = openPool();
  const heard = begin(pool.lease());
  await pool.close();
  expect(heard).toMatchObject([{ type: 'crashed', error: { code: 'THREAD_EXITED' } }]);
});

test('a program that is given to node on its command line may run tasks', { timeout: 60_000 }, async () => {
  const program = `
    import { openMilepost } from '@milepost/core';
    import demo from '@milepost/core/demo';
    const milepost = await openMilepost({ tasks: [demo], data: ${JSON.stringify(await makeFolder())} });
    const { id } = await milepost.start({ task: 'demo.sleep', input: { steps: 1 } });
    for await (const _ of milepost.watch(id));
    const { state, error } = await milepost.get(id);
    await milepost.close();
    console.log(state, error?.message ?? '');`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: new URL('..', import.meta.url),
    encoding: 'utf8',
  });
  expect(stdout.trim()).toBe('succeeded');
});

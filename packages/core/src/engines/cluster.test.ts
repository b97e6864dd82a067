import { expect, vi } from 'vitest';
import type { Job } from '../model/index.ts';
import { testCluster } from '../testing/cluster.ts';
import { doneOver } from '../testing/ledger.ts';
import { runToEnd, waitFor, watchToEnd } from '../testing/open.ts';

testCluster('a batch is done by a worker in another process, with progress, log, items, result and undo', async (cluster) => {
  const milepost = await cluster.openServer();
  const worker = await cluster.startWorker();
  const job = await runToEnd(milepost, { task: 'test.items', input: { keys: ['a-1', 'fail-2', 'skip-3', 'say-4', 'leave-5'] } });
  expect(job).toMatchObject({ state: 'partial', worker: worker.id, undoable: true, attempt: 1 });
  expect(job.result).toEqual({ done: 2, skipped: 2, failed: 1 });
  const { items } = await milepost.items({ id: job.id });
  expect(items.map(({ state }) => state)).toEqual(['done', 'failed', 'skipped', 'done', 'skipped']);
  const log = await milepost.log({ id: job.id });
  expect(log.map(({ message }) => message).sort()).toEqual(['about say-4', 'the fail-2 failed']);
  const undo = await milepost.undo(job.id);
  await watchToEnd(milepost, undo.id);
  expect(await milepost.get(undo.id)).toMatchObject({ state: 'succeeded', result: { done: 2 } });
  const retry = await milepost.retry(job.id);
  await watchToEnd(milepost, retry.id);
  expect(await milepost.get(retry.id)).toMatchObject({ state: 'failed', result: { failed: 1 } });
});

testCluster('a job is paused, goes on and is cancelled on another machine, also one that never yields', async (cluster) => {
  const milepost = await cluster.openServer();
  await cluster.openWorker();
  const job = await milepost.start({ task: 'demo.sleep', input: { steps: 10_000 } });
  await waitFor(milepost, job.id, doneOver(0));
  expect(await milepost.pause(job.id)).toMatchObject({ state: 'paused' });
  const other = await runToEnd(milepost, { task: 'demo.sleep', input: { steps: 1 } });
  expect(other.state).toBe('succeeded');
  expect(await milepost.resume(job.id)).toMatchObject({ state: 'running' });
  const before = (await milepost.get(job.id)).progress.done;
  await waitFor(milepost, job.id, doneOver(before));
  await milepost.cancel(job.id);
  await watchToEnd(milepost, job.id);
  expect(await milepost.get(job.id)).toMatchObject({ state: 'cancelled', error: { code: 'CANCELLED' } });
  const busy = await milepost.start({ task: 'demo.crunch', input: { upTo: 1e9 } });
  await waitFor(milepost, busy.id, doneOver(0));
  await milepost.cancel(busy.id);
  await watchToEnd(milepost, busy.id);
  expect(await milepost.get(busy.id)).toMatchObject({ state: 'cancelled' });
  const deaf = await milepost.start({ task: 'test.misbehave', input: { how: 'block' } });
  await waitFor(milepost, deaf.id, ({ type }) => type === 'log');
  await milepost.cancel(deaf.id);
  await watchToEnd(milepost, deaf.id);
  expect(await milepost.get(deaf.id)).toMatchObject({ state: 'cancelled', error: { code: 'CANCELLED_BY_FORCE' } });
});

testCluster('a job that waits for a worker is paused, resumed and cancelled', async (cluster) => {
  const milepost = await cluster.openServer();
  const [one, other] = await Promise.all([1, 2].map((steps) => milepost.start({ task: 'demo.sleep', input: { steps } })));
  expect((await milepost.info()).warnings.join()).toContain('2 jobs wait and nobody works');
  expect(await milepost.pause(one?.id ?? '')).toMatchObject({ state: 'paused' });
  expect(await milepost.cancel(other?.id ?? '')).toMatchObject({ state: 'cancelled', error: { code: 'CANCELLED_BEFORE_START' } });
  expect(await milepost.resume(one?.id ?? '')).toMatchObject({ state: 'queued' });
  await cluster.openWorker();
  await watchToEnd(milepost, one?.id ?? '');
  expect(await milepost.get(one?.id ?? '')).toMatchObject({ state: 'succeeded', attempt: 1 });
});

testCluster('a worker is told apart by its tasks, and gets none that it has not', async (cluster) => {
  const milepost = await cluster.openServer();
  const some = await cluster.openWorker({ only: ['demo.sleep'] });
  const job = await milepost.start({ task: 'test.items', input: { keys: ['a-1', 'b-2', 'c-3'] } });
  const sleep = await runToEnd(milepost, { task: 'demo.sleep', input: { steps: 1 } });
  expect(sleep).toMatchObject({ state: 'succeeded', worker: some.id });
  expect((await milepost.get(job.id)).state).toBe('queued');
  const all = await cluster.openWorker();
  await watchToEnd(milepost, job.id);
  expect(await milepost.get(job.id)).toMatchObject({ state: 'succeeded', worker: all.id });
  const { workers } = await milepost.info();
  expect(workers.find(({ id }) => id === some.id)).toMatchObject({
    tasks: ['demo.sleep'],
    differs: [],
    version: expect.any(String),
  });
});

testCluster('where another version of Milepost is at work neither a server nor a worker begins', async (cluster) => {
  const before = await cluster.openServer();
  await before.close();
  await cluster.openClient().set(cluster.key('format'), '0');
  const refusal = { reason: 'ENGINE_UNAVAILABLE', message: expect.stringContaining('format 0; this one knows 1') };
  await expect(cluster.openServer()).rejects.toMatchObject(refusal);
  await expect(cluster.openWorker()).rejects.toMatchObject(refusal);
});

testCluster('what a task says of its time, its tries and its stages holds on another machine', async (cluster) => {
  const milepost = await cluster.openServer();
  await cluster.openWorker();
  const [late, flaky, hopeless, staged] = await Promise.all([
    runToEnd(milepost, { task: 'test.endless', input: {} }),
    runToEnd(milepost, { task: 'test.flaky', input: { items: 3, failures: 2 } }),
    runToEnd(milepost, { task: 'test.flaky', input: { items: 1, failures: 3 } }),
    runToEnd(milepost, { task: 'demo.stages', input: { steps: 10 } }),
  ]);
  expect(late).toMatchObject({ state: 'failed', error: { code: 'TIMEOUT' } });
  expect(flaky).toMatchObject({ state: 'succeeded', progress: { done: 3 } });
  expect(hopeless).toMatchObject({ state: 'failed', error: { code: 'ITEMS_FAILED' } });
  expect(staged).toMatchObject({ state: 'succeeded' });
  expect(staged?.progress.stages?.map(({ name }) => name)).toEqual(['Fall asleep', 'Sleep', 'Wake up']);
});

testCluster('the same idempotency key gives the same job, also when the server was started again', async (cluster) => {
  const before = await cluster.openServer();
  const request = { task: 'demo.sleep', input: { steps: 1 }, idempotencyKey: 'once' };
  const started = await Promise.all([before.start(request), before.start(request)]);
  await before.close();
  const milepost = await cluster.openServer();
  await cluster.openWorker();
  const again = await runToEnd(milepost, request);
  expect(again).toMatchObject({ state: 'succeeded', attempt: 1 });
  expect(new Set([...started, again].map(({ id }) => id)).size).toBe(1);
  expect((await milepost.list()).jobs).toHaveLength(1);
});

testCluster(
  'jobs with the same key are done one after the other, on whichever machine, the more important first',
  async (cluster) => {
    const milepost = await cluster.openServer();
    await Promise.all([1, 2].map(() => cluster.openWorker({ threads: 1 })));
    const ask = (keys: string[], lock: string, priority = 0) =>
      milepost.start({ task: 'test.items', input: { keys, lock, ms: 100 }, priority });
    const first = await ask(['a', 'b'], 'folder');
    await waitFor(milepost, first.id, ({ type }) => type === 'state' || type === 'progress');
    const others = [await ask(['c'], 'folder'), await ask(['d'], 'folder', 10), await ask(['e'], 'folder')];
    const free = await ask(['f'], 'another folder');
    for (const { id } of [first, ...others, free]) await watchToEnd(milepost, id);
    const ended = await Promise.all([first, ...others].map(({ id }) => milepost.get(id)));
    const inTurn = ended.sort((one, other) => (one.startedAt ?? 0) - (other.startedAt ?? 0));
    expect(inTurn.map(({ id }) => id)).toEqual([first.id, others[1]?.id, others[0]?.id, others[2]?.id]);
    for (const [index, job] of inTurn.entries()) {
      expect(job.startedAt).toBeGreaterThanOrEqual(inTurn[index - 1]?.finishedAt ?? 0);
    }
  },
);

testCluster('a worker that can do one job at a time takes the one with the highest priority', async (cluster) => {
  const milepost = await cluster.openServer();
  const jobs: Job[] = [];
  for (const priority of [0, -5, 7]) jobs.push(await milepost.start({ task: 'demo.sleep', input: { steps: 1 }, priority }));
  await cluster.openWorker({ jobs: 1 });
  for (const { id } of jobs) await watchToEnd(milepost, id);
  const started = await Promise.all(jobs.map(async ({ id }) => (await milepost.get(id)).startedAt ?? 0));
  expect([started[2], started[0], started[1]]).toEqual([...started].sort((one, other) => one - other));
});

testCluster('a job whose worker stands still is said to stall, and no more when it goes on', async (cluster) => {
  const milepost = await cluster.openServer();
  const { process } = await cluster.startWorker({ redis: { ...cluster.settings, takeOver: 60_000 } });
  const { id } = await milepost.start({ task: 'test.count-slowly', input: {} });
  await waitFor(milepost, id, doneOver(120));
  process.kill('SIGSTOP');
  // For whoever listens half a minute passes in a second.
  const real = Date.now;
  const begun = real();
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => begun + 30 * (real() - begun));
  await waitFor(milepost, id, (event) => event.type === 'progress' && event.progress.stalled);
  clock.mockRestore();
  process.kill('SIGCONT');
  await waitFor(milepost, id, (event) => event.type === 'progress' && !event.progress.stalled);
  await milepost.cancel(id);
  await watchToEnd(milepost, id);
});

testCluster('who says nothing of it has the jobs of one that died taken within 30 s', async (cluster) => {
  const { url, prefix } = cluster.settings;
  const milepost = await cluster.openServer();
  await cluster.openWorker({ redis: { url, prefix } });
  const { id } = await milepost.start({ task: 'test.count-slowly', input: {} });
  await waitFor(milepost, id, doneOver(0));
  const client = cluster.openClient();
  // A place that is not kept up for so long is lost; who looks for such finds it when looking for the second time.
  const lock = await client.pttl(cluster.key(`jobs:job-${id}:lock`));
  const look = await client.pttl(cluster.key('jobs:stalled-check'));
  expect(lock).toBeGreaterThan(0);
  expect(look).toBeGreaterThan(0);
  expect(lock).toBeLessThanOrEqual(15_000);
  expect(look).toBeLessThanOrEqual(5_000);
  await milepost.cancel(id);
  await watchToEnd(milepost, id);
});

import { expect } from 'vitest';
import { openMilepost } from '../open-milepost.ts';
import { clusterTasks, testCluster } from '../testing/cluster.ts';
import { doneOver, makeLedger, until } from '../testing/ledger.ts';
import { runToEnd, waitFor, watchToEnd } from '../testing/open.ts';

testCluster('another data folder is refused where the jobs of one are', async (cluster) => {
  await cluster.openServer();
  await expect(cluster.openServer({ data: `${cluster.data}-other` })).rejects.toMatchObject({ reason: 'DATA_IN_USE' });
});

testCluster('a data folder whose jobs are in Redis is not worked on without it, but for jobs that are new', async (cluster) => {
  const { data } = cluster;
  const server = await cluster.openServer();
  const { id } = await server.start({ task: 'demo.sleep', input: { steps: 1 } });
  await server.close();
  await expect(cluster.openServer({ redis: undefined })).rejects.toMatchObject({
    reason: 'JOBS_ELSEWHERE',
    message: expect.stringContaining('1 job of this data folder has not ended'),
  });
  await expect(cluster.openServer({ redis: { ...cluster.settings, prefix: 'other' } })).rejects.toMatchObject({
    reason: 'JOBS_ELSEWHERE',
  });
  const here = await openMilepost({ tasks: clusterTasks, data, recover: false });
  expect(await runToEnd(here, { task: 'demo.sleep', input: { steps: 2 } })).toMatchObject({ state: 'succeeded' });
  await expect(here.resume(id)).rejects.toMatchObject({ reason: 'JOBS_ELSEWHERE' });
  await expect(here.cancel(id)).rejects.toMatchObject({ reason: 'JOBS_ELSEWHERE' });
  await here.close();
  // Opening it for something else has not made it forget.
  await expect(cluster.openServer({ redis: undefined })).rejects.toMatchObject({ reason: 'JOBS_ELSEWHERE' });
  const again = await cluster.openServer();
  await cluster.openWorker();
  await watchToEnd(again, id);
  expect(await again.get(id)).toMatchObject({ state: 'succeeded', attempt: 1 });
  await again.close();
  const without = await cluster.openServer({ redis: undefined });
  expect((await without.info()).engine).toBe('embedded');
});

testCluster(
  'jobs of a Redis that is gone for good are taken back; who still works there lets go when it is met again',
  async (cluster) => {
    const file = makeLedger(cluster);
    const server = await cluster.openServer();
    const worker = await cluster.openWorker();
    const { id } = await server.start({ task: 'chaos.ledger', input: { file, items: 50, ms: 60 } });
    const slow = await server.start({ task: 'test.items', input: { keys: ['slow-1'] } });
    await waitFor(server, id, doneOver(5));
    await until(async () => (await server.get(slow.id)).state === 'running');
    await server.close();
    const alone = await cluster.openServer({ redis: undefined, takeBack: true });
    const { warnings } = await alone.info();
    expect(warnings.join()).toContain('were taken back from Redis at redis://');
    await watchToEnd(alone, id);
    expect(await alone.get(id)).toMatchObject({ state: 'partial', attempt: 2, progress: { done: 45, failed: 5 } });
    await alone.cancel(slow.id);
    await watchToEnd(alone, slow.id);
    const log = await alone.log({ id, limit: 1_000 });
    await alone.close();
    // What was done there meanwhile is not told of these jobs any more.
    const milepost = await cluster.openServer();
    expect((await milepost.info()).warnings).toEqual([]);
    await until(async () => (await milepost.info()).workers.every(({ jobs }) => jobs.length === 0));
    expect(await milepost.log({ id, limit: 1_000 })).toEqual(log);
    expect(await runToEnd(milepost, { task: 'demo.sleep', input: { steps: 1 } })).toMatchObject({
      state: 'succeeded',
      worker: worker.id,
    });
  },
);

testCluster('jobs that are taken back from the same Redis by another name go on where they are', async (cluster) => {
  const server = await cluster.openServer();
  const worker = await cluster.openWorker();
  const { id } = await server.start({ task: 'test.count-slowly', input: {} });
  await waitFor(server, id, doneOver(20));
  await server.close();
  const url = cluster.settings.url.replace('127.0.0.1', 'localhost');
  const milepost = await cluster.openServer({ redis: { ...cluster.settings, url }, takeBack: true });
  expect((await milepost.info()).warnings).toEqual([]);
  await waitFor(milepost, id, doneOver(40));
  expect(await milepost.get(id)).toMatchObject({ state: 'running', attempt: 1, worker: worker.id });
  await milepost.cancel(id);
  await watchToEnd(milepost, id);
});

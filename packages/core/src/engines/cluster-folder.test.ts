import { expect } from 'vitest';
import { openMilepost } from '../open-milepost.ts';
import { clusterTasks, testCluster } from '../testing/cluster.ts';
import { runToEnd, watchToEnd } from '../testing/open.ts';

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

testCluster('jobs of a Redis that is gone for good are taken back', async (cluster) => {
  const server = await cluster.openServer();
  const { id } = await server.start({ task: 'demo.sleep', input: { steps: 1 } });
  await server.close();
  const milepost = await cluster.openServer({ redis: undefined, takeBack: true });
  await watchToEnd(milepost, id);
  expect(await milepost.get(id)).toMatchObject({ state: 'succeeded' });
});

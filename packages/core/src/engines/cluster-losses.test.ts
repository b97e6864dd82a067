import { once } from 'node:events';
import { expect } from 'vitest';
import { layCable } from '../testing/cable.ts';
import { testCluster } from '../testing/cluster.ts';
import { doneOver, expectWholeLog, makeLedger, timesOf, until } from '../testing/ledger.ts';
import { runToEnd, waitFor, watchToEnd } from '../testing/open.ts';

testCluster('what a killed worker had is taken by another, and only the last moment is done again', async (cluster) => {
  const file = makeLedger(cluster);
  const milepost = await cluster.openServer();
  const workers = [await cluster.startWorker(), await cluster.startWorker()];
  const { id } = await milepost.start({ task: 'chaos.ledger', input: { file, items: 300, ms: 10 } });
  await waitFor(milepost, id, doneOver(30));
  const working = (await milepost.get(id)).worker;
  workers.find((worker) => worker.id === working)?.process.kill('SIGKILL');
  const killed = Date.now();
  await watchToEnd(milepost, id);
  const job = await milepost.get(id);
  expect(job).toMatchObject({ state: 'partial', attempt: 2, progress: { done: 270, failed: 30, total: 300 } });
  expect(job.worker).not.toBe(working);
  const times = timesOf(file, id);
  expect(times.size).toBe(300);
  for (const [key, [early = 0, ...again]] of times) {
    if (again.length > 0) expect({ key, late: killed - early < 1_000 }).toEqual({ key, late: true });
  }
  const log = await milepost.log({ id, limit: 1_000 });
  expect(log.some(({ message }) => message.startsWith(`Taken over from ${working}`))).toBe(true);
  await expectWholeLog(milepost, id, 30);
});

testCluster('a job that kills each of its workers is not taken over without end', async (cluster) => {
  const milepost = await cluster.openServer();
  const redis = { ...cluster.settings, takeOvers: 1 };
  const workers = await Promise.all([1, 2, 3].map(() => cluster.startWorker({ redis })));
  const job = await runToEnd(milepost, { task: 'test.misbehave', input: { how: 'kill' } });
  const message = 'Its worker died; it was taken over once, and each time its worker died before it got any further.';
  expect(job).toMatchObject({ state: 'failed', attempt: 2, error: { code: 'WORKERS_LOST', message } });
  expect(workers.filter(({ process }) => process.signalCode === 'SIGKILL')).toHaveLength(2);
  expect(await runToEnd(milepost, { task: 'demo.sleep', input: { steps: 1 } })).toMatchObject({ state: 'succeeded' });
});

testCluster('a task goes on from its checkpoint when its worker is killed', async (cluster) => {
  const file = makeLedger(cluster);
  const milepost = await cluster.openServer();
  const victim = await cluster.startWorker();
  const { id } = await milepost.start({ task: 'chaos.steps', input: { file, items: 100, ms: 20 } });
  await waitFor(milepost, id, doneOver(20));
  victim.process.kill('SIGKILL');
  await cluster.startWorker();
  await watchToEnd(milepost, id);
  expect(await milepost.get(id)).toMatchObject({ state: 'succeeded', attempt: 2, result: 100 });
  const repeated = [...timesOf(file, id).values()].filter((times) => times.length > 1);
  expect(repeated.length).toBeLessThan(20);
});

testCluster('a worker that is asked to end hands back what it has', async (cluster) => {
  const file = makeLedger(cluster);
  const milepost = await cluster.openServer();
  const leaving = await cluster.startWorker();
  const { id } = await milepost.start({ task: 'chaos.ledger', input: { file, items: 200, ms: 10 } });
  await waitFor(milepost, id, doneOver(20));
  leaving.process.kill('SIGTERM');
  await once(leaving.process, 'exit');
  await until(async () => (await milepost.get(id)).state === 'queued');
  expect((await milepost.info()).workers).toEqual([]);
  await cluster.openWorker();
  await watchToEnd(milepost, id);
  const times = timesOf(file, id);
  expect(times.size).toBe(200);
  expect([...times.values()].filter((done) => done.length > 1)).toEqual([]);
});

testCluster('a worker that comes back from a cut network lets go of what another took, and is refused', async (cluster) => {
  const file = makeLedger(cluster);
  const milepost = await cluster.openServer();
  const cable = await layCable(Number(new URL(cluster.redis.url).port));
  const redis = { ...cluster.settings, url: `redis://127.0.0.1:${cable.port}` };
  const cutOff = await cluster.openWorker({ redis });
  const { id } = await milepost.start({ task: 'chaos.ledger', input: { file, items: 400, ms: 10 } });
  await waitFor(milepost, id, doneOver(20));
  cable.cut();
  const other = await cluster.openWorker();
  await until(async () => (await milepost.get(id)).worker === other.id);
  cable.mend();
  await watchToEnd(milepost, id);
  const job = await milepost.get(id);
  expect(job).toMatchObject({ state: 'partial', attempt: 2, worker: other.id, progress: { done: 360, failed: 40, total: 400 } });
  await expectWholeLog(milepost, id, 40);
  await until(async () => (await milepost.info()).workers.find((worker) => worker.id === cutOff.id)?.jobs.length === 0);
  await cutOff.close();
  await cable.close();
});

testCluster(
  'a worker that stood still while another took its job lets go of it, though the job says nothing',
  async (cluster) => {
    const milepost = await cluster.openServer();
    const asleep = await cluster.startWorker();
    const { id } = await milepost.start({ task: 'test.items', input: { keys: ['slow-1'] } });
    await until(async () => (await milepost.get(id)).worker === asleep.id);
    asleep.process.kill('SIGSTOP');
    const other = await cluster.openWorker();
    await until(async () => (await milepost.get(id)).worker === other.id);
    asleep.process.kill('SIGCONT');
    await until(async () =>
      (await milepost.info()).workers.some((worker) => worker.id === asleep.id && worker.jobs.length === 0),
    );
    expect(await milepost.get(id)).toMatchObject({ state: 'running', attempt: 2, worker: other.id });
    await milepost.cancel(id);
    await watchToEnd(milepost, id);
  },
);

testCluster('an order that was told while nobody heard reaches the worker soon', async (cluster) => {
  const milepost = await cluster.openServer();
  await cluster.openWorker();
  const { id } = await milepost.start({ task: 'test.items', input: { keys: ['slow-1'] } });
  await until(async () => (await milepost.get(id)).state === 'running');
  await cluster.openClient().hset(cluster.key(`job:${id}`), 'order', 'cancel');
  await watchToEnd(milepost, id);
  expect(await milepost.get(id)).toMatchObject({ state: 'cancelled' });
});

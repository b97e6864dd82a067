import { expect } from 'vitest';
import { testCluster } from '../testing/cluster.ts';
import { expectWholeLog, makeLedger, processesOf, timesOf, until } from '../testing/ledger.ts';
import { watchToEnd } from '../testing/open.ts';

testCluster('a batch is shared out: several workers, one job, one progress, one log, one end', async (cluster) => {
  const file = makeLedger(cluster);
  const milepost = await cluster.openServer();
  await Promise.all([1, 2, 3].map(() => cluster.startWorker({ threads: 1 })));
  // So long that the last of them is there in time, on a busy machine too.
  const { id } = await milepost.start({ task: 'chaos.ledger', input: { file, items: 600, ms: 50 } });
  const events = await watchToEnd(milepost, id);
  const job = await milepost.get(id);
  expect(job).toMatchObject({ state: 'partial', attempt: 1, progress: { done: 540, failed: 60, total: 600 } });
  expect(job.result).toEqual({ done: 540, skipped: 0, failed: 60 });
  expect(processesOf(file, id)).toHaveLength(3);
  expect([...timesOf(file, id).values()].every((times) => times.length === 1)).toBe(true);
  await expectWholeLog(milepost, id, 60);
  const shown = events.flatMap(({ event }) => (event.type === 'progress' ? [event.progress.done + event.progress.failed] : []));
  expect(shown).toEqual([...shown].sort((one, other) => one - other));
});

testCluster('what a killed worker had of a batch that is shared out is done by the others', async (cluster) => {
  const file = makeLedger(cluster);
  const milepost = await cluster.openServer();
  const workers = await Promise.all([1, 2].map(() => cluster.startWorker({ threads: 1 })));
  const { id } = await milepost.start({ task: 'chaos.ledger', input: { file, items: 400, ms: 20 } });
  await until(() => processesOf(file, id).length === 2);
  const leader = (await milepost.get(id)).worker;
  workers.find((worker) => worker.id !== leader)?.process.kill('SIGKILL');
  await watchToEnd(milepost, id);
  const job = await milepost.get(id);
  expect(job).toMatchObject({ state: 'partial', attempt: 1, progress: { done: 360, failed: 40, total: 400 } });
  expect(timesOf(file, id).size).toBe(400);
});

testCluster('a batch that is shared out goes on when the one who leads is killed, and can be cancelled', async (cluster) => {
  const file = makeLedger(cluster);
  const milepost = await cluster.openServer();
  const workers = await Promise.all([1, 2].map(() => cluster.startWorker({ threads: 1 })));
  const { id } = await milepost.start({ task: 'chaos.ledger', input: { file, items: 400, ms: 20 } });
  await until(() => processesOf(file, id).length === 2);
  const leader = (await milepost.get(id)).worker;
  workers.find((worker) => worker.id === leader)?.process.kill('SIGKILL');
  await watchToEnd(milepost, id);
  expect(await milepost.get(id)).toMatchObject({ state: 'partial', attempt: 2, progress: { done: 360, failed: 40, total: 400 } });
  expect(timesOf(file, id).size).toBe(400);
  await cluster.startWorker({ threads: 1 });
  const long = await milepost.start({ task: 'chaos.ledger', input: { file, items: 5_000, ms: 20 } });
  await until(() => processesOf(file, long.id).length === 2);
  await milepost.cancel(long.id);
  await watchToEnd(milepost, long.id);
  const { progress, state } = await milepost.get(long.id);
  expect(state).toBe('cancelled');
  expect(progress.done + progress.failed).toBe(timesOf(file, long.id).size);
});

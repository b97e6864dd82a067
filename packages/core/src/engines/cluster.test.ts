import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Milepost } from '../milepost.ts';
import type { Job, WatchEvent } from '../model/index.ts';
import { openMilepost } from '../open-milepost.ts';
import { readLedger } from '../testing/accounting.ts';
import { layCable } from '../testing/cable.ts';
import { clusterTasks, type TestCluster, testCluster } from '../testing/cluster.ts';
import { runToEnd, waitFor, watchToEnd } from '../testing/open.ts';

const keys = (count: number) => Array.from({ length: count }, (_, index) => `item-${index}`);

async function until(met: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await met())) await wait(10);
}

function doneOver(count: number) {
  return (event: WatchEvent) => event.type === 'progress' && event.progress.done > count;
}

/** A file that the items of chaos tasks are written down in. */
function makeLedger({ data }: TestCluster): string {
  const file = join(data, 'ledger');
  writeFileSync(file, '');
  return file;
}

/** When each item of a job was done, by key. */
function timesOf(file: string, job: string): Map<string, number[]> {
  return new Map([...readLedger(file)].filter(([key]) => key.startsWith(`${job} `)));
}

/** Events have numbers without a gap or a double. */
async function expectWholeLog(milepost: Milepost, job: Job, lucky: number): Promise<void> {
  const log = await milepost.log({ id: job.id, limit: 1_000 });
  expect(new Set(log.map(({ seq }) => seq)).size).toBe(log.length);
  const lines = log.filter(({ message }) => message.endsWith('is lucky')).map(({ message }) => message);
  expect(new Set(lines).size).toBe(lucky);
}

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
  await cluster.startWorker();
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
  await expectWholeLog(milepost, job, 30);
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
  await expectWholeLog(milepost, job, 40);
  await until(async () => (await milepost.info()).workers.find((worker) => worker.id === cutOff.id)?.jobs.length === 0);
  await cutOff.close();
  await cable.close();
});

testCluster('while the server is away the workers go on, and it finds everything, in order, once', async (cluster) => {
  const file = makeLedger(cluster);
  const before = await cluster.openServer();
  await cluster.startWorker();
  const { id } = await before.start({ task: 'chaos.ledger', input: { file, items: 200, ms: 5 } });
  const waiting = await before.start({ task: 'demo.sleep', input: { steps: 1 } });
  await waitFor(before, id, doneOver(10));
  await before.close();
  await until(() => timesOf(file, id).size === 200);
  const milepost = await cluster.openServer();
  await watchToEnd(milepost, id);
  const job = await milepost.get(id);
  expect(job).toMatchObject({ state: 'partial', attempt: 1, progress: { done: 180, failed: 20, total: 200 } });
  expect([...timesOf(file, id).values()].filter((done) => done.length > 1)).toEqual([]);
  expect((await milepost.items({ id, states: ['waiting'] })).items).toEqual([]);
  await expectWholeLog(milepost, job, 20);
  await watchToEnd(milepost, waiting.id);
  expect(await milepost.get(waiting.id)).toMatchObject({ state: 'succeeded', attempt: 1 });
});

testCluster('while Redis is away jobs wait and it is said; when it is back nothing is lost', async (cluster) => {
  const file = makeLedger(cluster);
  const milepost = await cluster.openServer();
  await cluster.startWorker();
  const { id } = await milepost.start({ task: 'chaos.ledger', input: { file, items: 300, ms: 5 } });
  await waitFor(milepost, id, doneOver(20));
  await cluster.redis.kill();
  await until(async () => (await milepost.info()).warnings.some((warning) => warning.includes('cannot be reached')));
  const later = await milepost.start({ task: 'demo.sleep', input: { steps: 1 } });
  expect(later.state).toBe('queued');
  await expect(milepost.pause(id)).rejects.toMatchObject({ reason: 'ENGINE_UNAVAILABLE' });
  await cluster.redis.restart();
  await watchToEnd(milepost, id);
  await watchToEnd(milepost, later.id);
  expect(await milepost.get(later.id)).toMatchObject({ state: 'succeeded' });
  const job = await milepost.get(id);
  expect(job).toMatchObject({ state: 'partial', progress: { done: 270, failed: 30, total: 300 } });
  expect(timesOf(file, id).size).toBe(300);
  await expectWholeLog(milepost, job, 30);
});

testCluster('a worker is told apart by its tasks, and gets none that it has not', async (cluster) => {
  const milepost = await cluster.openServer();
  const some = await cluster.openWorker({ only: ['demo.sleep'] });
  const job = await milepost.start({ task: 'test.items', input: { keys: keys(3) } });
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

testCluster('a job whose place in the queue or in Redis was lost gets another', async (cluster) => {
  const milepost = await cluster.openServer();
  const { id } = await milepost.start({ task: 'demo.sleep', input: { steps: 1 } });
  const { Redis } = await import('ioredis');
  const client = new Redis(cluster.redis.url);
  // One tag: a Redis Cluster keeps all of them in one place.
  expect((await client.keys('*')).filter((key) => !key.startsWith('{test}:'))).toEqual([]);
  await client.del(...(await client.keys('*:jobs:*')));
  client.disconnect();
  await cluster.openWorker();
  await watchToEnd(milepost, id);
  expect(await milepost.get(id)).toMatchObject({ state: 'succeeded' });
});

/** Which processes have done items of a job. */
function processesOf(file: string, job: string): string[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return [...new Set(lines.filter((line) => line.startsWith(`${job} `)).map((line) => line.split(' ')[3] ?? ''))];
}

testCluster('a batch is shared out: several workers, one job, one progress, one log, one end', async (cluster) => {
  const file = makeLedger(cluster);
  const milepost = await cluster.openServer();
  await Promise.all([1, 2, 3].map(() => cluster.startWorker({ threads: 1 })));
  // Long enough that all three hear of it in time: others are asked to help every 2 s.
  const { id } = await milepost.start({ task: 'chaos.ledger', input: { file, items: 1_200, ms: 20 } });
  const events = await watchToEnd(milepost, id);
  const job = await milepost.get(id);
  expect(job).toMatchObject({ state: 'partial', attempt: 1, progress: { done: 1_080, failed: 120, total: 1_200 } });
  expect(job.result).toEqual({ done: 1_080, skipped: 0, failed: 120 });
  expect(processesOf(file, id)).toHaveLength(3);
  expect([...timesOf(file, id).values()].every((times) => times.length === 1)).toBe(true);
  await expectWholeLog(milepost, job, 120);
  const shown = events.flatMap(({ event }) => (event.type === 'progress' ? [event.progress.done + event.progress.failed] : []));
  expect(shown).toEqual([...shown].sort((one, other) => one - other));
});

testCluster('what a killed worker had of a batch that is shared out is done by the others', async (cluster) => {
  const file = makeLedger(cluster);
  const milepost = await cluster.openServer();
  const workers = await Promise.all([1, 2].map(() => cluster.startWorker({ threads: 1 })));
  const { id } = await milepost.start({ task: 'chaos.ledger', input: { file, items: 600, ms: 20 } });
  await until(() => processesOf(file, id).length === 2);
  const leader = (await milepost.get(id)).worker;
  workers.find((worker) => worker.id !== leader)?.process.kill('SIGKILL');
  await watchToEnd(milepost, id);
  const job = await milepost.get(id);
  expect(job).toMatchObject({ state: 'partial', attempt: 1, progress: { done: 540, failed: 60, total: 600 } });
  expect(timesOf(file, id).size).toBe(600);
});

testCluster('a batch that is shared out goes on when the one who leads is killed, and can be cancelled', async (cluster) => {
  const file = makeLedger(cluster);
  const milepost = await cluster.openServer();
  const workers = await Promise.all([1, 2].map(() => cluster.startWorker({ threads: 1 })));
  const { id } = await milepost.start({ task: 'chaos.ledger', input: { file, items: 600, ms: 20 } });
  await until(() => processesOf(file, id).length === 2);
  const leader = (await milepost.get(id)).worker;
  workers.find((worker) => worker.id === leader)?.process.kill('SIGKILL');
  await watchToEnd(milepost, id);
  expect(await milepost.get(id)).toMatchObject({ state: 'partial', attempt: 2, progress: { done: 540, failed: 60, total: 600 } });
  expect(timesOf(file, id).size).toBe(600);
  await cluster.startWorker({ threads: 1 });
  const long = await milepost.start({ task: 'chaos.ledger', input: { file, items: 5_000, ms: 20 } });
  await until(() => processesOf(file, long.id).length === 2);
  await milepost.cancel(long.id);
  await watchToEnd(milepost, long.id);
  const { progress, state } = await milepost.get(long.id);
  expect(state).toBe('cancelled');
  expect(progress.done + progress.failed).toBe(timesOf(file, long.id).size);
});

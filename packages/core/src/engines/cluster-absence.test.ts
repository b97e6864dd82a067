import { expect } from 'vitest';
import { testCluster } from '../testing/cluster.ts';
import { doneOver, expectWholeLog, makeLedger, timesOf, until } from '../testing/ledger.ts';
import { waitFor, watchToEnd } from '../testing/open.ts';

testCluster('while the server is away the workers go on, and it finds everything, in order, once', async (cluster) => {
  const file = makeLedger(cluster);
  const before = await cluster.openServer();
  await cluster.openWorker();
  const { id } = await before.start({ task: 'chaos.ledger', input: { file, items: 200, ms: 15 } });
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
  await expectWholeLog(milepost, id, 20);
  await watchToEnd(milepost, waiting.id);
  expect(await milepost.get(waiting.id)).toMatchObject({ state: 'succeeded', attempt: 1 });
});

testCluster(
  'while Redis is away jobs wait and it is said; when it is back nothing is lost',
  async (cluster) => {
    const file = makeLedger(cluster);
    const milepost = await cluster.openServer();
    await cluster.openWorker();
    const { id } = await milepost.start({ task: 'chaos.ledger', input: { file, items: 300, ms: 10 } });
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
    await expectWholeLog(milepost, id, 30);
  },
  { losesRedis: true },
);

testCluster(
  'a Redis that may lose jobs since it is back, or is about to be full, is warned of',
  async (cluster) => {
    const milepost = await cluster.openServer();
    expect((await milepost.info()).warnings).toEqual([]);
    await cluster.redis.ask('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    await cluster.redis.ask('CLIENT', 'KILL', 'TYPE', 'normal');
    const isWarnedOf = (what: string) => async () => (await milepost.info()).warnings.some((warning) => warning.includes(what));
    await until(isWarnedOf('noeviction'));
    await cluster.redis.ask('CONFIG', 'SET', 'maxmemory', '1mb');
    await until(isWarnedOf('of its maxmemory'));
  },
  { losesRedis: true },
);

testCluster('a job whose place in the queue or in Redis was lost gets another', async (cluster) => {
  const milepost = await cluster.openServer();
  const { id } = await milepost.start({ task: 'demo.sleep', input: { steps: 1 } });
  const client = cluster.openClient();
  // One tag: a Redis Cluster keeps all of them in one place.
  expect((await client.keys('*')).filter((key) => !/^\{test-\d+\}:/.test(key))).toEqual([]);
  const queue = await client.keys(cluster.key('jobs:*'));
  expect(queue.length).toBeGreaterThan(0);
  await client.del(...queue);
  await cluster.openWorker();
  await watchToEnd(milepost, id);
  expect(await milepost.get(id)).toMatchObject({ state: 'succeeded' });
});

testCluster('a pause that was remembered is told to the worker, where the server ended before it could', async (cluster) => {
  const server = await cluster.openServer();
  await cluster.openWorker();
  const { id } = await server.start({ task: 'test.count-slowly', input: {} });
  await waitFor(server, id, doneOver(0));
  await server.pause(id);
  await server.close();
  // As if it had never been told.
  const client = cluster.openClient();
  await client.hset(cluster.key(`job:${id}`), 'order', 'go');
  const milepost = await cluster.openServer();
  await until(async () => (await client.hget(cluster.key(`job:${id}`), 'order')) === 'pause');
  expect(await milepost.get(id)).toMatchObject({ state: 'paused' });
  await milepost.cancel(id);
  await watchToEnd(milepost, id);
});

testCluster('what Redis forgot of its last second is done again, and nothing is missing', async (cluster) => {
  const file = makeLedger(cluster);
  const server = await cluster.openServer();
  await cluster.openWorker();
  const { id } = await server.start({ task: 'chaos.ledger', input: { file, items: 200, ms: 10 } });
  await waitFor(server, id, doneOver(20));
  await server.close();
  const client = cluster.openClient();
  const names = (await client.keys(cluster.key('*'))).filter((name) => !name.includes(':jobs:'));
  const kept = await Promise.all(names.map(async (name) => [name, await client.dumpBuffer(name)] as const));
  const before = timesOf(file, id).size;
  await until(() => timesOf(file, id).size > before + 20);
  await client.multi(kept.map(([name, value]) => ['restore', name, 0, value, 'REPLACE'])).exec();
  const milepost = await cluster.openServer();
  await watchToEnd(milepost, id);
  expect(timesOf(file, id).size).toBe(200);
  expect(await milepost.get(id)).toMatchObject({ state: 'partial', progress: { done: 180, failed: 20, total: 200 } });
  expect((await milepost.items({ id, states: ['waiting'] })).items).toEqual([]);
  await expectWholeLog(milepost, id, 20);
});

testCluster(
  'of 100,000 items that were done while the server was away it finds every one, with every line, in order',
  async (cluster) => {
    const file = makeLedger(cluster);
    const server = await cluster.openServer();
    const { id } = await server.start({ task: 'chaos.ledger', input: { file, items: 100_000, ms: 0 } });
    await server.close();
    const worker = await cluster.openWorker();
    const client = cluster.openClient();
    await until(async () => (await client.sismember(cluster.key('ended'), id)) === 1);
    await worker.close();
    const milepost = await cluster.openServer();
    await watchToEnd(milepost, id);
    expect(await milepost.get(id)).toMatchObject({ state: 'partial', attempt: 1, result: { done: 90_000, failed: 10_000 } });
    expect((await milepost.items({ id, states: ['waiting'] })).items).toEqual([]);
    const seen: number[] = [];
    const lucky = new Set<string>();
    for (let after = 0, page = await milepost.log({ id, after, limit: 1_000 }); page.length > 0; ) {
      for (const { seq, message } of page) {
        seen.push(seq);
        if (message.endsWith('is lucky')) lucky.add(message);
      }
      after = page.at(-1)?.seq ?? after;
      page = await milepost.log({ id, after, limit: 1_000 });
    }
    expect(lucky.size).toBe(10_000);
    expect(seen).toHaveLength(20_000);
    expect(seen).toEqual([...new Set(seen)].sort((one, other) => one - other));
    // What is on disk is not kept twice.
    await until(async () => (await client.xlen(cluster.key('reports'))) <= 1);
    expect(await client.exists(cluster.key(`job:${id}`), cluster.key(`plan:${id}`))).toBe(0);
  },
  { timeout: 180_000 },
);

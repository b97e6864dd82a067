import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, expect, onTestFinished, type TestContext, test } from 'vitest';
import type { Assignment, Engine, StoredPlan } from '../engine.ts';
import { noCounts } from '../progress/cell.ts';
import { openClusterHouse } from '../testing/cluster-house.ts';
import { Household, until } from '../testing/engine/house.ts';
import { mayLackRedis, openAnyRedis } from '../testing/redis.ts';
import { openJobQueue } from './bullmq.ts';
import { createKeys, type Keys } from './redis/keys.ts';
import { uploadPlan } from './redis/plan.ts';
import { ReportReader } from './redis/reports.ts';
import { createScripts, type RunScript } from './redis/scripts.ts';

/** Schedules that once went wrong, each as it went. */

const redis = await openAnyRedis();
afterAll(() => redis?.close());

const about = { task: 'suite', input: {}, attempt: 1, priority: 0, since: 1, exclusive: null, direction: 'do' } as const;
const rest = { only: null, except: null, checkpoint: null, restored: { ...noCounts, total: 8 } } as const;
const assignment = (job: string): Assignment => ({ job, ...about, planned: true, ...rest });
const block = { first: 0, count: 8, items: JSON.stringify(Array.from({ length: 8 }, (_, key) => ({ key }))), receipts: null };
const plan: StoredPlan = {
  async *left() {
    yield { block, left: [{ first: 0, count: 8 }] };
  },
  async *blocks() {
    yield block;
  },
};

interface Race {
  readonly house: Household;
  readonly another: () => Promise<Engine>;
  readonly client: Redis;
  readonly keys: Keys;
  readonly run: RunScript;
}

function race(sentence: string, show: (race: Race) => Promise<void>, jobs = 1): void {
  test(sentence, { timeout: 30_000 }, async (context: TestContext) => {
    if (redis === null) context.skip(mayLackRedis());
    const url = redis?.url ?? '';
    const opened = await openClusterHouse(url, jobs);
    onTestFinished(() => opened.close());
    const client = new Redis(url);
    onTestFinished(() => client.disconnect());
    const keys = createKeys(opened.root.slice(1, -1));
    const house = await Household.open(opened);
    await show({ house, another: opened.another, client, keys, run: createScripts(client, keys.root) });
  });
}

race('what is ordered of a job that is just being enqueued is done when it is', async ({ house }) => {
  await house.work();
  let open = () => {};
  const gate = new Promise<void>((resolve) => (open = resolve));
  async function* slowly() {
    await gate;
    yield* plan.left(0);
  }
  const { engine } = house;
  const enqueued = ['paused', 'cancelled'].map((job) => engine.enqueue(assignment(job), { ...plan, left: slowly }));
  const orders = [engine.pause('paused'), engine.cancel('cancelled')];
  open();
  await Promise.all(enqueued);
  expect(await Promise.all(orders)).toEqual([true, true]);
  await house.ended('cancelled');
  await house.passThrough('last');
  expect(house.order).toEqual(['last']);
});

race('a job that is given back and asked for again while a worker looks at it gets its place again', async ({ house }) => {
  await house.work();
  for (let round = 0; round < 60; round++) {
    const job = `job-${round}`;
    await house.ask(job);
    await wait(round % 4);
    await house.engine.pause(job);
    if (!(await house.engine.resume(job))) await house.ask(job);
    await (await house.at(job)).succeed();
    await house.ended(job);
  }
});

race(
  'a worker that is asked to help with a job that it is just taking does it once, and hears what is ordered',
  async ({ house, client, keys }) => {
    const queue = openJobQueue(client, keys);
    onTestFinished(() => queue.close());
    for (const job of ['one', 'two', 'three']) {
      await house.engine.enqueue(assignment(job), plan);
      await queue.share({ job, task: 'suite', priority: 0, begun: true, input: {} }, 3);
    }
    await house.work();
    for (const job of ['one', 'two', 'three']) {
      await house.at(job);
      await house.engine.cancel(job);
      await house.ended(job);
    }
    expect([...house.order].sort()).toEqual(['one', 'three', 'two']);
  },
  4,
);

race('what a worker hands back goes before what had not begun, whatever its priority', async ({ house, another }) => {
  await house.work();
  await house.ask('begun', { priority: -100 });
  await house.at('begun');
  await house.ask('new', { priority: 100 });
  await house.workers[0]?.close();
  await house.workAt(await another());
  await (await house.at('begun', 2)).succeed();
  await (await house.at('new')).succeed();
  expect(house.order).toEqual(['begun', 'begun', 'new']);
});

race('of two that have the same number after Redis forgot that it gave it, one is refused', async ({ client, keys, run }) => {
  await run('accept', 'job', 1, JSON.stringify(assignment('job')), '', 0, 1, 0, '', 0, 0, 0, '', 0);
  const take = async (worker: string) => ((await run('take', 'job', 1, '{}', '{}', worker, 3, '{}')) as string[])[1] ?? ''; // as the script says
  const before = await client.dumpBuffer(keys.job('job'));
  const first = await take('first');
  await client.restore(keys.job('job'), 0, before, 'REPLACE');
  const second = await take('second');
  const log = (token: string) => run('report', 'job', token, 1, 'log', '{}', '');
  expect(await log(first)).toEqual([0, '']);
  expect(await log(second)).toEqual([1, '']);
  // And of one the number before is not known any more: what was told with it is to be done again.
  expect(await run('report', 'job', second, 3, 'log', '{}', '')).toEqual([2, '']);
  expect(await run('orders', 'job', first, 'job', second, 'none', first)).toEqual(['lost', 'go', 'lost']);
});

race(
  'who asks again for a part of a plan, or sends a part again, for the answer was lost, has it once',
  async ({ client, keys, run }) => {
    await run('accept', 'job', 1, JSON.stringify(assignment('job')), '', 0, 1, 1, 8, 0, 0, 0, '', 8);
    await uploadPlan(client, keys, run, { job: 'job', plan, complete: true });
    expect(await run('extend', 'job', 0, JSON.stringify(block))).toBe(0);
    expect(await client.llen(keys.plan('job'))).toBe(1);
    const [, token = ''] = (await run('take', 'job', 1, '{}', '{}', 'worker', 3, '{}')) as string[]; // as the script says
    const claim = (number: number) => run('claim', 'job', `lead:${token}`, number, 5, 3_000);
    expect(await claim(1)).toEqual(['yours', '0', '4']);
    expect(await claim(1)).toEqual(['yours', '0', '4']);
    expect(await claim(2)).toEqual(['yours', '4', '2']);
  },
);

race('a server begins though those who work never cease to report', async ({ client, keys }) => {
  const report = JSON.stringify({ type: 'log', job: 'job', at: 1, lines: [] });
  let busy = true;
  const reporting = (async () => {
    while (busy) await client.xadd(keys.reports, '*', 'report', report).catch(() => (busy = false));
  })();
  let taken = 0;
  const listener = async () => void taken++;
  const reader = new ReportReader(client.duplicate(), keys, { listener, after: null, onEnded: () => {} });
  onTestFinished(() => reader.close());
  await until('there is something', async () => (await client.xlen(keys.reports)) > 50);
  await reader.begin();
  expect(taken).toBeGreaterThan(50);
  busy = false;
  await reporting;
});

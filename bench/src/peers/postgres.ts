import { Logger, makeWorkerUtils, run, type WorkerUtils } from 'graphile-worker';
import { Client, Pool } from 'pg';
import PgBoss from 'pg-boss';
import { perSecond } from '../ours/open-ours.ts';

const server = process.env.POSTGRES_URL || 'postgres://postgres@127.0.0.1:5432/postgres';
const silent = new Logger(() => () => {});

/** A database of one's own, gone when it is closed; null where there is no PostgreSQL. `POSTGRES_URL` says where to look. */
export async function openDatabase(): Promise<{ url: string; close(): Promise<void> } | null> {
  const name = `milepost_bench_${process.pid}_${Date.now().toString(36)}`;
  const asked = async (text: string) => {
    const client = new Client({ connectionString: server, connectionTimeoutMillis: 2_000 });
    await client.connect();
    await client.query(text).finally(() => client.end());
  };
  try {
    await asked(`CREATE DATABASE ${name}`);
  } catch {
    return null;
  }
  const url = new URL(server);
  url.pathname = name;
  return { url: url.href, close: () => asked(`DROP DATABASE ${name} WITH (FORCE)`) };
}

export const postgresMissing =
  'pg-boss and graphile-worker are not among them: no PostgreSQL answers at $POSTGRES_URL (or 127.0.0.1:5432).';

/** Jobs a second that graphile-worker takes, `at` of them at a time. */
export async function addGraphileJobs(url: string, count: number, at: number): Promise<number> {
  const { utils, pool } = await openGraphile(url, at);
  const rate = await perSecond(count, at, (index) => utils.addJob('nothing', { index }));
  await utils.release();
  await pool.end();
  return rate;
}

export async function cycleGraphileJobs(url: string, count: number): Promise<number> {
  const { utils, pool } = await openGraphile(url, 50);
  let left = count;
  let end = () => {};
  const done = new Promise<void>((resolve) => (end = resolve));
  const begun = performance.now();
  const runner = await run({
    pgPool: pool,
    logger: silent,
    concurrency: 10,
    noHandleSignals: true,
    pollInterval: 100,
    taskList: { nothing: () => void (--left === 0 && end()) },
  });
  await perSecond(count, 50, (index) => utils.addJob('nothing', { index }));
  await done;
  const rate = (count / (performance.now() - begun)) * 1_000;
  await runner.stop();
  await utils.release();
  await pool.end();
  return rate;
}

async function openGraphile(url: string, connections: number): Promise<{ utils: WorkerUtils; pool: Pool }> {
  const pool = new Pool({ connectionString: url, max: Math.min(20, connections) });
  pool.on('error', () => {});
  const utils = await makeWorkerUtils({ pgPool: pool, logger: silent });
  await utils.migrate();
  await pool.query('DELETE FROM graphile_worker._private_jobs');
  return { utils, pool };
}

/** Jobs a second that pg-boss takes, `at` of them at a time. */
export async function addBossJobs(url: string, count: number, at: number): Promise<number> {
  const { boss, queue } = await openBoss(url);
  const rate = await perSecond(count, at, (index) => boss.send(queue, { index }));
  await boss.stop({ graceful: false });
  return rate;
}

/** Fetched and completed one after the other, which is quicker than its own worker at its shortest interval. */
export async function cycleBossJobs(url: string, count: number): Promise<number> {
  const { boss, queue } = await openBoss(url);
  const begun = performance.now();
  await perSecond(count, 50, (index) => boss.send(queue, { index }));
  await perSecond(count, 10, async () => {
    for (const { id } of await boss.fetch(queue)) await boss.complete(queue, id);
  });
  const rate = (count / (performance.now() - begun)) * 1_000;
  await boss.stop({ graceful: false });
  return rate;
}

async function openBoss(url: string): Promise<{ boss: PgBoss; queue: string }> {
  const boss = new PgBoss({ connectionString: url, max: 20, supervise: false, schedule: false });
  boss.on('error', () => {});
  await boss.start();
  const queue = `bench-${Date.now().toString(36)}`;
  await boss.createQueue(queue);
  return { boss, queue };
}

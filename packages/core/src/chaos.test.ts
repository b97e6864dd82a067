import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect, test } from 'vitest';
import { type Job, jobStates } from './model/index.ts';
import { openMilepost } from './open-milepost.ts';
import { openSqliteStore } from './stores/sqlite.ts';
import chaosTasks from './testing/chaos.ts';
import { makeFolder, watchToEnd } from './testing/open.ts';

/** `npm run chaos` sets more. */
const rounds = Number(process.env.MILEPOST_CHAOS_ROUNDS ?? 5);
const seed = Number(process.env.MILEPOST_CHAOS_SEED ?? Date.now() % 1e6);
/** An item that was done so long before the kill is on disk: the commit window, and what a busy machine adds to it. */
const window = 250;
const entry = fileURLToPath(new URL('../dist/testing/chaos-process.js', import.meta.url));
const tasks = [{ ...chaosTasks, url: new URL('../dist/testing/chaos.js', import.meta.url).href }];

/** Mulberry32: small, and the same for the same seed. */
function createRandom(state: number): () => number {
  let next = state;
  return () => {
    next = (next + 0x6d2b79f5) | 0;
    let mixed = Math.imul(next ^ (next >>> 15), 1 | next);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

test(`processes that are killed ${rounds} times at random lose nothing (seed ${seed})`, {
  timeout: 60_000 + rounds * 5_000,
}, async () => {
  const random = createRandom(seed);
  const data = await makeFolder();
  const file = join(await makeFolder(), 'ledger');
  writeFileSync(file, '');
  const kills: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const jobs = Array.from({ length: 1 + Math.floor(random() * 3) }, () => ({
      task: ['chaos.ledger', 'chaos.stream', 'chaos.steps'][Math.floor(random() * 3)],
      items: 10 + Math.floor(random() * 60),
      ms: Math.floor(random() * 15),
    }));
    const child = await startProcess([data, file, JSON.stringify(jobs)]);
    // The moment is what is random here: it is not waited for anything.
    await wait(random() * 500);
    kills.push(Date.now());
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  const jobs = await finish(data);
  expect(jobs.length).toBeGreaterThanOrEqual(rounds);
  await checkItems(jobs, readLedger(file), kills);
  await checkStore(data, jobs);
});

async function startProcess(args: string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [entry, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout as NodeJS.EventEmitter, 'data'); // it is piped
  return child;
}

/** Opens the folder once more and waits until every job has ended. */
async function finish(data: string): Promise<readonly Job[]> {
  const milepost = await openMilepost({ tasks, data });
  try {
    const { jobs } = await milepost.list({ limit: 500 });
    for (const { id } of jobs) await watchToEnd(milepost, id);
    return (await milepost.list({ limit: 500 })).jobs;
  } finally {
    await milepost.close();
  }
}

/** When each item of each job was done, by `job key`. */
function readLedger(file: string): Map<string, number[]> {
  const times = new Map<string, number[]>();
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const [job, key, time] = line.split(' ');
    times.set(`${job} ${key}`, [...(times.get(`${job} ${key}`) ?? []), Number(time)]);
  }
  return times;
}

/** Each item was done at least once, and again only where a kill came within the window after it. */
async function checkItems(jobs: readonly Job[], times: Map<string, number[]>, kills: readonly number[]): Promise<void> {
  for (const { id, task, state, input, progress } of jobs) {
    const { items } = input as { items: number };
    const failing = task !== 'chaos.steps' ? Math.floor(items / 10) : 0;
    expect({ id, state }).toEqual({ id, state: failing > 0 ? 'partial' : 'succeeded' });
    expect(progress).toMatchObject({ done: items - failing, failed: failing, total: items });
    for (let item = 0; item < items; item++) {
      const done = times.get(`${id} item-${item}`) ?? [];
      expect({ id, item, times: done.length }).not.toMatchObject({ times: 0 });
      for (const time of done.slice(0, -1)) {
        const sinceKill = Math.min(...kills.map((kill) => kill - time).filter((ms) => ms > -50));
        expect({ id, item, sinceKill, tooLong: sinceKill > window }).toMatchObject({ tooLong: false });
      }
    }
  }
}

/** Events have numbers without a gap or a double, and the file is whole. */
async function checkStore(data: string, jobs: readonly Job[]): Promise<void> {
  const file = join(data, 'milepost.sqlite');
  const store = await openSqliteStore(file);
  for (const { id } of jobs) {
    const events = await store.events(id, { after: 0, limit: 100_000 });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    const states = events.flatMap((event) => (event.type === 'state' ? [event.job.state] : []));
    expect(states.every((state) => jobStates.includes(state))).toBe(true);
  }
  await store.close();
  const database = new DatabaseSync(file);
  expect({ ...database.prepare('PRAGMA integrity_check').get() }).toEqual({ integrity_check: 'ok' });
  database.close();
}

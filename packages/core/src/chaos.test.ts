import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Job } from './model/index.ts';
import { openMilepost } from './open-milepost.ts';
import { checkItems, checkStore, createRandom, readLedger } from './testing/accounting.ts';
import chaosTasks from './testing/chaos.ts';
import { makeFolder, watchToEnd } from './testing/open.ts';

/** `npm run chaos` sets more. */
const rounds = Number(process.env.MILEPOST_CHAOS_ROUNDS ?? 5);
const seed = Number(process.env.MILEPOST_CHAOS_SEED ?? Date.now() % 1e6);
/** An item that was done so long before the kill is on disk: the commit window, and what a busy machine adds to it. */
const window = 250;
const entry = fileURLToPath(new URL('../dist/testing/chaos-process.js', import.meta.url));
const tasks = [{ ...chaosTasks, url: new URL('../dist/testing/chaos.js', import.meta.url).href }];

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
  await checkItems(jobs, readLedger(file), { kills, window });
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

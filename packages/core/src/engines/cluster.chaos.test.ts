import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { checkItems, checkStore, createRandom, readLedger } from '../testing/accounting.ts';
import { type TestCluster, testCluster } from '../testing/cluster.ts';
import { makeFolder, watchToEnd } from '../testing/open.ts';

/** `npm run chaos` sets more. */
const rounds = Math.ceil(Number(process.env.MILEPOST_CHAOS_ROUNDS ?? 5) / 2);
const seed = Number(process.env.MILEPOST_CHAOS_SEED ?? Date.now() % 1e6);
const entry = fileURLToPath(new URL('../../dist/testing/chaos-process.js', import.meta.url));

testCluster(
  `workers that are killed or stand still, Redis and server that are killed, ${rounds} times at random lose nothing (seed ${seed})`,
  async (cluster) => {
    const random = createRandom(seed);
    const file = join(await makeFolder(), 'ledger');
    writeFileSync(file, '');
    const workers = [await cluster.startWorker(), await cluster.startWorker()];
    for (let round = 0; round < rounds; round++) {
      const server = await startServer(cluster, file, jobsOf(random));
      // The moments are what is random here: they are not waited for anything.
      await wait(random() * 1_000);
      const [fate, index] = [random(), Math.floor(random() * workers.length)];
      if (fate < 0.4) {
        workers[index]?.process.kill('SIGKILL');
        workers[index] = await cluster.startWorker();
      } else if (fate < 0.6) {
        // For longer or shorter than it takes until another takes what it has.
        workers[index]?.process.kill('SIGSTOP');
        await wait(random() * 5_000);
        workers[index]?.process.kill('SIGCONT');
      } else {
        await cluster.redis.kill();
        await wait(random() * 500);
        await cluster.redis.restart();
      }
      await wait(random() * 1_000);
      server.kill('SIGKILL');
      await once(server, 'exit');
    }
    const milepost = await cluster.openServer();
    const { jobs } = await milepost.list({ limit: 500 });
    for (const { id } of jobs) await watchToEnd(milepost, id);
    const ended = (await milepost.list({ limit: 500 })).jobs;
    await milepost.close();
    expect(ended.length).toBeGreaterThanOrEqual(rounds);
    // While Redis is away what is done cannot be told: who takes it over then does it again.
    await checkItems(ended, readLedger(file), { kills: [], window: Number.POSITIVE_INFINITY });
    await checkStore(cluster.data, ended);
    for (const worker of workers) worker.process.kill('SIGTERM');
    await Promise.all(workers.map((worker) => once(worker.process, 'exit')));
  },
  { timeout: 60_000 + rounds * 20_000, losesRedis: true },
);

function jobsOf(random: () => number) {
  return Array.from({ length: 1 + Math.floor(random() * 3) }, () => ({
    task: ['chaos.ledger', 'chaos.stream', 'chaos.steps'][Math.floor(random() * 3)],
    items: 10 + Math.floor(random() * 90),
    ms: Math.floor(random() * 15),
  }));
}

async function startServer(cluster: TestCluster, file: string, jobs: object) {
  const words = [entry, cluster.data, file, JSON.stringify(jobs), JSON.stringify(cluster.settings)];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout as NodeJS.EventEmitter, 'data'); // it is piped
  return child;
}

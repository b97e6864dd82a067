import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Milepost, openMilepost } from '@milepost/core';
import { startRedis } from '@milepost/core/testing';
import tasks from '../cluster/tasks.ts';
import type { Question, Setting } from '../question.ts';

const entry = fileURLToPath(new URL('../cluster/worker-process.js', import.meta.url));

export default {
  title: 'How many items of one batch a second do several workers do, of a thread each?',
  unit: 'items/s',
  better: 'more',
  async *races({ quick, folder }: Setting) {
    const redis = await startRedis();
    const milepost = await openMilepost({ tasks: [tasks], data: join(folder, 'spread'), redis: { url: redis.url } });
    const input = quick ? { items: 50, rounds: 1e6 } : { items: 300, rounds: 1e7 };
    try {
      yield {
        title: `${input.items} items that keep a core busy`,
        contestants: [2, 1].map((workers) => ({
          name: workers === 1 ? 'one worker' : `${workers} workers`,
          measure: () => measure(milepost, redis.url, workers, input),
        })),
      };
    } finally {
      await milepost.close();
      await redis.close();
    }
  },
} satisfies Question as Question;

async function measure(milepost: Milepost, url: string, workers: number, input: { items: number }): Promise<number> {
  const children = await Promise.all(Array.from({ length: workers }, () => startWorker(url)));
  const start = performance.now();
  const { id } = await milepost.start({ task: 'bench.busy', input });
  for await (const _ of milepost.watch(id));
  const seconds = (performance.now() - start) / 1_000;
  for (const child of children) child.kill();
  await Promise.all(children.map((child) => child.exitCode ?? child.signalCode ?? once(child, 'exit')));
  return input.items / seconds;
}

async function startWorker(url: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [entry, url], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

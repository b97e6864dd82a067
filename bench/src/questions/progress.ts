import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { openOurs, runJob } from '../ours/open-ours.ts';
import { timeUpdates } from '../peers/bullmq.ts';
import { openRedis, redisMissing } from '../peers/redis.ts';
import type { Question } from '../question.ts';
import tasks from '../reporting/tasks.ts';
import type { Way } from '../reporting/ways.ts';

/** What is less can not be told apart, nanoseconds. */
const resolution = 0.5;

export default {
  title: 'What does it cost to tell of one item, in a loop that never yields?',
  unit: 'ns/item',
  better: 'less',
  async *races({ quick, folder }) {
    const count = quick ? 1_000 : 20_000_000;
    const above = (way: Way, items: number) => async () => {
      const { whole, bare } = await inFreshThread(folder, way, items);
      return Math.max(resolution, whole - bare);
    };
    const whole = (way: Way) => async () => (await inFreshThread(folder, way, count)).whole;
    const redis = await openRedis('everysec');
    try {
      yield {
        title: 'above what the loop costs without it',
        contestants: [
          { name: 'progress.advance()', reach: 3, measure: above('advance', count) },
          { name: 'a counter in the loop, which nobody sees', measure: above('counter', count) },
          { name: 'a look at the clock for each', measure: above('clock', quick ? count : 2_000_000) },
          { name: 'cli-progress increment()', measure: above('cliProgress', quick ? count : 500_000) },
          { name: 'postMessage for each, until all have come', measure: () => timePosting(quick ? 1_000 : 200_000) },
          ...(redis === null
            ? []
            : [{ name: 'BullMQ updateProgress, awaited', measure: () => timeUpdates(redis.port, quick ? 10 : 5_000) }]),
        ],
        notes: redis === null ? [redisMissing] : [],
      };
      yield {
        title: 'going through a generator, the loop included',
        contestants: [
          { name: 'progress.over()', measure: whole('over') },
          { name: 'the bare generator', wanted: 1 / 1.5, measure: whole('generator') },
          { name: 'a generator around it that counts', measure: whole('countingGenerator') },
        ],
      };
    } finally {
      await redis?.close();
    }
  },
} satisfies Question as Question;

/** Each way in a thread that has done nothing else: what one of them taught the compiler is not the other's. */
async function inFreshThread(folder: string, way: Way, count: number): Promise<{ whole: number; bare: number }> {
  const milepost = await openOurs(folder, { tasks: [tasks] });
  const { result } = await runJob(milepost, 'bench.reporting', { way, count });
  await milepost.close();
  return result as { whole: number; bare: number }; // as the task says
}

async function timePosting(count: number): Promise<number> {
  const worker = new Worker(new URL('../reporting/posting.js', import.meta.url), { workerData: count });
  await once(worker, 'online');
  const begun = performance.now();
  await new Promise<void>((resolve) => {
    worker.on('message', (item: number) => {
      if (item === count) resolve();
    });
  });
  const ns = ((performance.now() - begun) * 1e6) / count;
  await worker.terminate();
  return ns;
}

import { openOurs, runJob } from '../ours/open-ours.ts';
import { cycleBullJobs } from '../peers/bullmq.ts';
import { echoMessages } from '../peers/messages.ts';
import { runPiscinaTasks } from '../peers/piscina.ts';
import { openRedis, redisMissing } from '../peers/redis.ts';
import type { Question } from '../question.ts';

export default {
  title: 'How many items of a batch a second, planned, done and the outcome of each on disk?',
  unit: 'items/s',
  better: 'more',
  async *races({ quick, folder }) {
    const milepost = await openOurs(folder);
    const redis = await openRedis('everysec');
    async function batch(count: number): Promise<number> {
      const begun = performance.now();
      const { progress } = await runJob(milepost, 'bench.trivial', { count });
      if (progress.done !== count) throw new Error(`${progress.done} of ${count} items were done.`);
      return (count / (performance.now() - begun)) * 1_000;
    }
    try {
      for (const count of quick ? [1_000] : [1_000, 10_000, 100_000, 1_000_000]) {
        const most = (limit: number) => Math.min(count, limit);
        yield {
          title: `${count.toLocaleString('en')} items that do nothing`,
          contestants: [
            { name: 'Milepost', ...(count === 1_000_000 ? { reach: 300_000 } : {}), measure: () => batch(count) },
            { name: 'a message there and back for each, nothing written', measure: () => echoMessages(most(200_000)) },
            {
              name: 'piscina, a promise for each, nothing written',
              ...(count === 1_000_000 ? { wanted: 20 } : {}),
              measure: () => runPiscinaTasks(most(50_000), 1_000),
            },
            ...(redis === null
              ? []
              : [{ name: 'BullMQ, a job for each', measure: () => cycleBullJobs(redis.port, most(quick ? 20 : 5_000), 1_000) }]),
          ],
          notes: redis === null ? [redisMissing] : [],
        };
      }
    } finally {
      await milepost.close();
      await redis?.close();
    }
  },
} satisfies Question as Question;

import { startRedis } from '@milepost/core/testing';
import { type Bare, openBare } from '../cluster/bare.ts';
import { openOurs } from '../cluster/ours.ts';
import type { Question, Setting } from '../question.ts';

const atATime = 10;

export default {
  title: 'How many jobs a second go through Redis, added, begun and ended?',
  unit: 'jobs/s',
  better: 'more',
  async *races({ quick, folder }: Setting) {
    const redis = await startRedis();
    const [ours, bare] = [await openOurs(redis.url, atATime, folder), await openBare(redis.url, atATime)];
    const count = quick ? 20 : 500;
    try {
      yield {
        title: `${count} jobs that do nothing, ${atATime} at a time`,
        contestants: [
          { name: 'Milepost on BullMQ, in threads, with plan, log and end on disk', measure: () => measure(ours, count) },
          { name: 'BullMQ bare, in the loop of the process', measure: () => measure(bare, count) },
        ],
        notes: ['Redis writes its append-only file before it answers, for both.'],
      };
    } finally {
      await ours.close();
      await bare.close();
      await redis.close();
    }
  },
} satisfies Question as Question;

async function measure(queue: Bare, count: number): Promise<number> {
  const start = performance.now();
  await Promise.all(Array.from({ length: count }, () => queue.run()));
  return (count / (performance.now() - start)) * 1_000;
}

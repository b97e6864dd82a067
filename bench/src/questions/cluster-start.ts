import { setTimeout as wait } from 'node:timers/promises';
import { startRedis } from '@milepost/core/testing';
import { type Bare, openBare } from '../cluster/bare.ts';
import { openOurs } from '../cluster/ours.ts';
import type { Question, Setting } from '../question.ts';

export default {
  title: 'How soon does a job that goes through Redis begin, from `start` to its first line?',
  unit: 'ms',
  better: 'less',
  async *races({ quick, folder }: Setting) {
    const redis = await startRedis();
    const [ours, bare] = [await openOurs(redis.url, 10, folder), await openBare(redis.url, 10)];
    const count = quick ? 5 : 50;
    try {
      yield {
        title: `half of ${count} jobs, one after the other`,
        contestants: [
          { name: 'Milepost on BullMQ', measure: () => measure(ours, count) },
          { name: 'BullMQ bare', measure: () => measure(bare, count) },
        ],
        notes: ['A job of ours is on disk before it is handed over, and begins in a thread.'],
      };
    } finally {
      await ours.close();
      await bare.close();
      await redis.close();
    }
  },
} satisfies Question as Question;

async function measure(queue: Bare, count: number): Promise<number> {
  const delays: number[] = [];
  for (let job = 0; job < count; job++) {
    await wait(5);
    const asked = Date.now();
    delays.push((await queue.run()) - asked);
  }
  delays.sort((one, other) => one - other);
  return Math.max(0.5, delays[Math.floor(count / 2)] ?? Number.NaN);
}

import type { Bare } from '../cluster/bare.ts';
import { racesOnRedis } from '../cluster/both.ts';
import type { Question, Setting } from '../question.ts';

const atATime = 10;

export default {
  title: 'How many jobs a second go through Redis, added, begun and ended?',
  unit: 'jobs/s',
  better: 'more',
  races({ quick, folder }: Setting) {
    const count = quick ? 20 : 500;
    return racesOnRedis(atATime, folder, (ours, bare, alone) => [
      {
        title: `${count} jobs that do nothing, ${atATime} at a time`,
        contestants: [
          { name: 'Milepost on BullMQ, in threads, with plan, log and end on disk', measure: () => measure(ours, count) },
          { name: 'BullMQ bare, in the loop of the process', measure: () => measure(bare, count) },
          { name: 'Milepost without Redis', measure: () => measure(alone, count) },
        ],
        notes: ['Redis writes its append-only file before it answers, for both.'],
      },
    ]);
  },
} satisfies Question as Question;

async function measure(queue: Bare, count: number): Promise<number> {
  const start = performance.now();
  await Promise.all(Array.from({ length: count }, () => queue.run()));
  return (count / (performance.now() - start)) * 1_000;
}

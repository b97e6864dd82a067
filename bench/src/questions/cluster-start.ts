import { setTimeout as wait } from 'node:timers/promises';
import type { Bare } from '../cluster/bare.ts';
import { racesOnRedis } from '../cluster/both.ts';
import type { Question, Setting } from '../question.ts';

export default {
  title: 'How soon does a job that goes through Redis begin, from `start` to its first line?',
  unit: 'ms',
  better: 'less',
  races({ quick, folder }: Setting) {
    const count = quick ? 5 : 50;
    return racesOnRedis(10, folder, (ours, bare, alone) => [
      {
        title: `half of ${count} jobs, one after the other`,
        contestants: [
          { name: 'Milepost on BullMQ', measure: () => measure(ours, count) },
          { name: 'BullMQ bare', measure: () => measure(bare, count) },
          { name: 'Milepost without Redis', measure: () => measure(alone, count) },
        ],
        notes: ['A job of ours is on disk before it is handed over, and begins in a thread.'],
      },
    ]);
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

import { openOurs, runJob } from '../ours/open-ours.ts';
import type { Question } from '../question.ts';

export default {
  title: 'How much quicker is a batch that needs nothing but the processor, in two threads?',
  unit: 'items/s',
  better: 'more',
  async *races({ quick, folder }) {
    const count = quick ? 10 : 400;
    async function measure(threads: number): Promise<number> {
      const milepost = await openOurs(folder, { threads });
      // The first one starts the threads, for which it has to take a while, and teaches the compiler.
      await runJob(milepost, 'bench.busy', { count: 400, rounds: 1_000_000 });
      const { startedAt, finishedAt } = await runJob(milepost, 'bench.busy', { count, rounds: quick ? 1_000 : 5_000_000 });
      await milepost.close();
      return (count / Math.max(1, (finishedAt ?? 0) - (startedAt ?? 0))) * 1_000;
    }
    yield {
      title: `${count} items that keep a core busy`,
      contestants: [
        { name: 'two threads', measure: () => measure(2) },
        { name: 'one thread', wanted: 1.85, measure: () => measure(1) },
      ],
    };
  },
} satisfies Question as Question;

import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Milepost, openMilepost } from '@milepost/core';
import { fillHistory } from '../ours/history.ts';
import { jobsEnd, openOurs, perSecond, runJob } from '../ours/open-ours.ts';
import tasks from '../ours/tasks.ts';
import type { Contestant, Question } from '../question.ts';

export default {
  title: 'What does one more cost, where there are many already?',
  unit: 'ms',
  better: 'less',
  async *races({ quick, folder }) {
    const sizes = (...full: number[]) => (quick ? [10, 20] : full);
    const bySize = (counts: number[], what: string, measure: (count: number) => Promise<number>): Contestant[] =>
      counts.map((count) => ({ name: `${count.toLocaleString('en')} ${what}`, measure: () => measure(count) }));

    yield {
      title: 'starting a job, by jobs that wait',
      unit: 'µs a job',
      grows: true,
      contestants: bySize(sizes(100, 1_000, 10_000, 30_000), 'jobs', async (count) => {
        const milepost = await openOurs(folder, { work: false });
        const start = () => milepost.start({ task: 'bench.nothing', input: {} });
        await perSecond(count, 500, start);
        const rate = await perSecond(quick ? 10 : 2_000, 50, start);
        await milepost.close();
        return 1e6 / rate;
      }),
    };

    const histories = new Map<number, string>();
    for (const jobs of sizes(100, 1_000, 10_000, 100_000)) {
      const data = mkdtempSync(join(folder, 'history-'));
      await fillHistory(data, jobs);
      histories.set(jobs, data);
    }
    const inHistory = async (jobs: number, act: (milepost: Milepost) => Promise<unknown>) => {
      const milepost = await openMilepost({ tasks: [tasks], data: histories.get(jobs) as string, keep: { jobs: 1e9 } }); // made above
      await act(milepost);
      const begun = performance.now();
      for (let turn = 0; turn < 20; turn++) await act(milepost);
      const ms = (performance.now() - begun) / 20;
      await milepost.close();
      return ms;
    };
    const jobs = [...histories.keys()];
    yield {
      title: 'the newest 50 jobs with the counts of all, by jobs in the history',
      grows: true,
      contestants: bySize(jobs, 'jobs', (count) => inHistory(count, (milepost) => milepost.list({ limit: 50 }))),
    };
    yield {
      title: 'finding a word in them, by jobs in the history',
      grows: true,
      notes: ['Once the index is made, which the first search among more than 2,000 jobs begins.'],
      contestants: bySize(jobs, 'jobs', async (count) => {
        await inHistory(count, learnWords);
        return inHistory(count, findWord);
      }),
    };

    yield {
      title: 'an item of a batch, by items',
      unit: 'µs an item',
      grows: true,
      contestants: bySize(sizes(1_000, 10_000, 100_000, 1_000_000), 'items', async (count) => {
        const milepost = await openOurs(folder);
        await runJob(milepost, 'bench.trivial', { count: 10 });
        const begun = performance.now();
        await runJob(milepost, 'bench.trivial', { count });
        const ms = performance.now() - begun;
        await milepost.close();
        return (1_000 * ms) / count;
      }),
    };

    yield {
      title: 'a job that does nothing, by jobs at a time',
      grows: true,
      contestants: bySize(quick ? [1, 2] : [1, 10, 100], 'jobs', async (atATime) => {
        const milepost = await openOurs(folder, { jobs: atATime });
        // The first ones start the threads.
        await cycle(atATime * 2);
        const ms = await cycle(quick ? 4 : 400);
        await milepost.close();
        return ms;

        async function cycle(count: number): Promise<number> {
          const begun = performance.now();
          const ended = jobsEnd(milepost, count);
          await perSecond(count, Math.max(10, atATime), () => milepost.start({ task: 'bench.nothing', input: {} }));
          await ended;
          return (performance.now() - begun) / count;
        }
      }),
    };
  },
} satisfies Question as Question;

const findWord = (milepost: Milepost) => milepost.list({ limit: 50, text: 'no such' });

/** Searches until that is quick: the index is made in the moments between. */
async function learnWords(milepost: Milepost): Promise<void> {
  for (let quick = 0, turn = 0; quick < 3 && turn < 600; turn++) {
    const begun = performance.now();
    await findWord(milepost);
    quick = performance.now() - begun < 10 ? quick + 1 : 0;
    if (quick === 0) await wait(100);
  }
}

import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { fillHistory } from '../ours/history.ts';
import { type Host, startHost } from '../ours/host.ts';
import type { Question } from '../question.ts';

export default {
  title: 'How much memory does the whole process take, its threads and its server included?',
  unit: 'MB',
  better: 'less',
  *races({ quick, folder }) {
    const items = quick ? 1_000 : 1_000_000;
    const jobs = quick ? [1, 20] : [1, 10_000];
    async function inHost(data: string, read: (host: Host) => Promise<number>): Promise<number> {
      const host = await startHost(data);
      const megabytes = await read(host);
      await host.close();
      return megabytes;
    }
    const fresh = () => mkdtempSync(join(folder, 'data-'));
    const atRest = async (host: Host) => (await host.memory()).now;
    yield {
      title: 'at rest',
      contestants: [{ name: 'Milepost', reach: 120, measure: () => inHost(fresh(), atRest) }],
    };
    yield {
      title: `at the most, in a batch of ${items.toLocaleString('en')} items`,
      contestants: [
        {
          name: 'Milepost',
          reach: 400,
          measure: () => inHost(fresh(), async (host) => (await host.run('bench.trivial', { count: items }, 'end')).memory.most),
        },
      ],
    };
    yield {
      title: 'at rest, by jobs in its history',
      grows: true,
      contestants: jobs.map((count) => ({
        name: `${count.toLocaleString('en')} jobs`,
        async measure() {
          const data = fresh();
          await fillHistory(data, count);
          return inHost(data, atRest);
        },
      })),
    };
  },
} satisfies Question as Question;

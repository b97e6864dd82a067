import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { fillHistory } from '../ours/history.ts';
import { startHost } from '../ours/host.ts';
import type { Question } from '../question.ts';

export default {
  title: 'How long does it take to begin, from the start of the process?',
  unit: 'ms',
  better: 'less',
  async *races({ quick, folder }) {
    yield {
      title: 'until the first job runs, in an empty folder, with the server open',
      contestants: [
        {
          name: 'Milepost',
          reach: 1_000,
          async measure() {
            const host = await startHost(mkdtempSync(join(folder, 'data-')));
            const { after } = await host.run('bench.steady', { steps: 10, ms: 10 }, 'running');
            await host.close();
            return after;
          },
        },
      ],
    };
    const [jobs, items] = quick ? [10, 1_000] : [10_000, 1_000_000];
    const data = mkdtempSync(join(folder, 'full-'));
    await fillHistory(data, jobs, items);
    yield {
      title: `until a folder with ${jobs.toLocaleString('en')} jobs and ${items.toLocaleString('en')} items is open`,
      contestants: [
        {
          name: 'Milepost',
          reach: 1_500,
          async measure() {
            const host = await startHost(data);
            await host.close();
            return host.openedAfter;
          },
        },
      ],
    };
  },
} satisfies Question as Question;

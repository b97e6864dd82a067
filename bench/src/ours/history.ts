import { openMilepost } from '@milepost/core';
import { jobsEnd, perSecond, runJob } from './open-ours.ts';
import tasks from './tasks.ts';

/** So many jobs that have ended, in a data folder; and a batch of so many items that were all done. */
export async function fillHistory(data: string, jobs: number, items = 0): Promise<void> {
  const milepost = await openMilepost({ tasks: [tasks], data, keep: { jobs: 1e9 } });
  const ended = jobsEnd(milepost, jobs);
  await perSecond(jobs, 500, () => milepost.start({ task: 'bench.nothing', input: {} }));
  await ended;
  if (items > 0) await runJob(milepost, 'bench.trivial', { count: items });
  await milepost.close();
}

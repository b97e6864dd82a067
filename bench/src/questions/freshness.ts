import type { Question, Setting } from '../question.ts';
import { gather } from '../watchers/crowd.ts';
import type { ServeOrder } from '../watchers/messages.ts';

const question: Question = {
  title: 'How soon does a watcher hear of it, from `progress.advance()` to the callback?',
  unit: 'ms',
  better: 'less',
  *races(setting) {
    for (const jobs of setting.quick ? [2] : [1, 100]) {
      for (const [name, share] of [
        ['half of the times', 0.5],
        ['99 of 100 times', 0.99],
      ] as const) {
        yield {
          title: `${jobs} ${jobs === 1 ? 'job' : 'jobs'} running, ${name}`,
          contestants: [
            { name: 'Milepost', measure: () => measure('milepost', jobs, share, setting) },
            { name: 'raw ws, sent at once', measure: () => measure('raw', jobs, share, setting) },
          ],
          notes: ['Milepost looks at a job 20 times a second, and shows nothing that is not on disk: that is in its figure.'],
        };
      }
    }
  },
};
export default question;

/** Steps are further apart than Milepost looks, so that none is passed over. */
async function measure(kind: ServeOrder['kind'], jobs: number, share: number, { quick, folder }: Setting): Promise<number> {
  const crowd = await gather({ kind, folder, jobs, least: 200, most: 400 });
  const { leave } = await crowd.watch(jobs, 1);
  const { delays } = await crowd.listen(quick ? 1_500 : 6_000);
  await leave();
  await crowd.close();
  const sorted = [...delays].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

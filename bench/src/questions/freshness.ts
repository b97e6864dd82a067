import { openRedis, redisMissing } from '../peers/redis.ts';
import type { Question, Setting } from '../question.ts';
import { Runs } from '../runs.ts';
import { gather, type Scene } from '../watchers/crowd.ts';

const notes = ['Milepost looks at a job 20 times a second, and shows nothing that is not on disk: that is in its figure.'];

const question: Question = {
  title: 'How soon does a watcher hear of it, from `progress.advance()` to the callback?',
  unit: 'ms',
  better: 'less',
  async *races(setting) {
    const redis = await openRedis('everysec');
    try {
      for (const jobs of setting.quick ? [2] : [1, 100]) {
        const runs = (scene: Partial<Scene> & Pick<Scene, 'kind'>) => new Runs(() => hear(scene, jobs, setting));
        const ours = runs({ kind: 'milepost' });
        const raw = runs({ kind: 'raw' });
        const bull = redis === null ? null : runs({ kind: 'bullmq', redis: redis.port });
        for (const { name, share, reach } of [
          { name: 'half of the times', share: 0.5, reach: 40 },
          { name: '99 of 100 times', share: 0.99, reach: 100 },
        ]) {
          const within = (delays: readonly number[]) => delays[Math.floor((delays.length - 1) * share)] ?? Number.NaN;
          yield {
            title: `${jobs} ${jobs === 1 ? 'job' : 'jobs'} running, ${name}`,
            contestants: [
              { name: 'Milepost', reach, measure: ours.telling(within) },
              { name: 'raw ws, sent at once', measure: raw.telling(within) },
              ...(bull === null ? [] : [{ name: 'BullMQ updateProgress, QueueEvents, ws', measure: bull.telling(within) }]),
            ],
            notes: redis === null ? [...notes, redisMissing] : notes,
          };
        }
      }
    } finally {
      await redis?.close();
    }
  },
};
export default question;

/** How long each step took to be heard of, the shortest first. Steps are further apart than Milepost looks: none is passed over. */
async function hear(
  scene: Partial<Scene> & Pick<Scene, 'kind'>,
  jobs: number,
  { quick, folder }: Setting,
): Promise<readonly number[]> {
  const crowd = await gather({ folder, jobs, least: 200, most: 400, ...scene });
  const { leave } = await crowd.watch(jobs, 1);
  // Until all jobs run: what it takes to begin is another question.
  while ((await crowd.listen(500)).deliveries < jobs);
  await crowd.listen(quick ? 100 : 2_000);
  const { delays } = await crowd.listen(quick ? 1_500 : 6_000);
  await leave();
  await crowd.close();
  return [...delays].sort((one, other) => one - other);
}

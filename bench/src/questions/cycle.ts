import { jobsEnd, openOurs, perSecond } from '../ours/open-ours.ts';
import { cycleBullJobs } from '../peers/bullmq.ts';
import { openDurablePeers } from '../peers/durable-peers.ts';
import { runPiscinaTasks } from '../peers/piscina.ts';
import { cyclePlainJobs } from '../peers/plainjob.ts';
import { cycleBossJobs, cycleGraphileJobs } from '../peers/postgres.ts';
import type { Question } from '../question.ts';

const durable = 'Asked for beside those that answer for what is on disk, as Milepost does: the others lose up to a second of it.';

export default {
  title: 'How many jobs a second go the whole way: started, done in a thread, ended?',
  unit: 'jobs/s',
  better: 'more',
  async *races({ quick, folder }) {
    const count = (full: number) => (quick ? 20 : full);
    const peers = await openDurablePeers();
    const milepost = await openOurs(folder);
    async function cycle(): Promise<number> {
      const many = count(10_000);
      const begun = performance.now();
      const ended = jobsEnd(milepost, many);
      await perSecond(many, 50, () => milepost.start({ task: 'bench.nothing', input: {} }));
      await ended;
      return (many / (performance.now() - begun)) * 1_000;
    }
    try {
      yield {
        title: 'jobs that do nothing, started 50 at a time',
        contestants: [
          { name: 'Milepost', measure: cycle },
          ...peers.withRedis('10 at a time in its own loop', (port) => cycleBullJobs(port, count(10_000)), 1.5),
          { name: 'plainjob, not flushed to disk', measure: () => cyclePlainJobs(folder, count(10_000)) },
          ...peers.withPostgres('graphile-worker, 10 at a time', (url) => cycleGraphileJobs(url, count(1_000)), 1.5),
          ...peers.withPostgres('pg-boss, fetch and complete', (url) => cycleBossJobs(url, count(1_000)), 1.5),
          { name: 'piscina, which remembers nothing', measure: () => runPiscinaTasks(count(10_000), 10) },
        ],
        notes: [durable, ...peers.notes],
      };
    } finally {
      await milepost.close();
      await peers.close();
    }
  },
} satisfies Question as Question;

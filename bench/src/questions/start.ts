import { createClient } from '@milepost/client';
import { startHost, token } from '../ours/host.ts';
import { openOurs, perSecond } from '../ours/open-ours.ts';
import { addBullJobs } from '../peers/bullmq.ts';
import { appendToDisk } from '../peers/disk.ts';
import { openDurablePeers } from '../peers/durable-peers.ts';
import { addPlainJobs } from '../peers/plainjob.ts';
import { addBossJobs, addGraphileJobs } from '../peers/postgres.ts';
import type { Question, Race, Setting } from '../question.ts';

export default {
  title: 'How many jobs a second can be started, each on disk before that is answered?',
  unit: 'jobs/s',
  better: 'more',
  async *races(setting) {
    yield* inProcess(setting);
    yield* throughHttp(setting);
  },
} satisfies Question as Question;

async function* inProcess({ quick, folder }: Setting): AsyncGenerator<Race> {
  const count = (full: number) => (quick ? 20 : full);
  const peers = await openDurablePeers();
  // Nobody works: what is measured is the taking alone.
  const milepost = await openOurs(folder, { work: false });
  const start = () => milepost.start({ task: 'bench.nothing', input: {} });
  try {
    for (const at of [50, 1]) {
      yield {
        title: at === 1 ? 'in process, one after the other' : `in process, ${at} at a time`,
        contestants: [
          at === 1
            ? { name: 'Milepost', measure: () => perSecond(count(500), at, start) }
            : { name: 'Milepost', reach: 30_000, measure: () => perSecond(count(30_000), at, start) },
          ...peers.withRedis('add', (port) => addBullJobs(port, count(at === 1 ? 500 : 10_000), at)),
          {
            name: 'the disk alone: as much text, appended and flushed',
            measure: () => appendToDisk(folder, count(10_000), at),
          },
          { name: 'plainjob add, not flushed to disk', measure: () => addPlainJobs(folder, count(10_000)) },
          ...peers.withPostgres('graphile-worker addJob', (url) => addGraphileJobs(url, count(at === 1 ? 200 : 2_000), at)),
          ...peers.withPostgres('pg-boss send', (url) => addBossJobs(url, count(at === 1 ? 200 : 2_000), at)),
        ],
        notes: peers.notes,
      };
    }
  } finally {
    await milepost.close();
    await peers.close();
  }
}

/** By itself, so that the client's process does not keep the jobs that were started in it before. */
async function* throughHttp({ quick, folder }: Setting): AsyncGenerator<Race> {
  const host = await startHost(folder, { work: false });
  const client = createClient({ url: host.url, token: token });
  const measure = () => perSecond(quick ? 20 : 10_000, 50, () => client.start('bench.nothing', {}));
  try {
    // The first rounds of both processes are of code that is being compiled.
    for (let round = 0; round < (quick ? 0 : 2); round++) await measure();
    yield {
      title: 'through HTTP with the client, the server in a process of its own, 50 at a time',
      contestants: [{ name: 'Milepost', reach: 3_000, measure }],
    };
  } finally {
    await client.close();
    await host.close();
  }
}

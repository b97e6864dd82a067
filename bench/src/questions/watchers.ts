import { median } from '../ask.ts';
import type { Contestant, Question, Setting } from '../question.ts';
import { Runs } from '../runs.ts';
import { type Crowd, gather } from '../watchers/crowd.ts';
import type { Kind } from '../watchers/messages.ts';

const question: Question = {
  title: 'What does it cost to tell 1,000 things to those who watch 20 jobs?',
  unit: 'ms of CPU',
  better: 'less',
  *races(setting) {
    const ours: Contestant[] = [];
    for (const watchers of setting.quick ? [10] : [10, 100, 1_000]) {
      const name = `${watchers.toLocaleString('en')} watchers`;
      const runs = new Runs(() => tell('milepost', watchers, setting));
      ours.push({ name, measure: runs.telling((cost) => cost) });
      yield {
        title: name,
        notes: [
          'Counted is the thread that tells them. What the jobs take and to write it down is the same without those who watch.',
        ],
        contestants: [
          { name: 'Milepost', measure: runs.telling((cost) => cost) },
          { name: 'raw ws, the same bytes', wanted: 0.4, measure: () => tell('raw', watchers, setting) },
          { name: 'socket.io, the same progress', measure: () => tell('socket.io', watchers, setting) },
          { name: 'asking each 100 ms through tRPC', wanted: 5, measure: () => tell('polling', watchers, setting) },
        ],
      };
    }
    yield { title: 'Milepost, by watchers', grows: true, contestants: ours };
    const idle = setting.quick ? 10 : 100;
    yield {
      title: `${idle} watchers, while nothing moves`,
      unit: 'ms of CPU a second',
      contestants: [
        { name: 'Milepost', reach: 1, measure: () => rest('milepost', idle, setting) },
        { name: 'asking each 100 ms through tRPC', measure: () => rest('polling', idle, setting) },
      ],
    };
  },
};
export default question;

/**
 * What the serving thread uses in a second with those who watch, less what it uses in the second before without them; the one in
 * the middle of several such pairs, for there is a second now and then in which V8 sweeps up.
 */
async function tell(kind: Kind, watchers: number, { quick, folder }: Setting): Promise<number> {
  const crowd = await gather({ kind, folder, jobs: 20, least: 50, most: 60 });
  // Until all jobs run: what it takes to begin is another question.
  const first = await crowd.watch(20, 1);
  while ((await crowd.listen(500)).deliveries < 20);
  await first.leave();
  const costs: number[] = [];
  for (let pair = 0; pair < (quick ? 1 : 7); pair++) {
    await crowd.listen(500);
    const alone = await crowd.listen(1_000);
    const { leave } = await crowd.watch(watchers, 1);
    await crowd.listen(500);
    const watched = await crowd.listen(1_000);
    await leave();
    costs.push(((watched.cpu - alone.cpu) / watched.deliveries) * 1_000);
  }
  await crowd.close();
  return Math.max(0.01, median(costs));
}

/** What they cost a second with jobs that take one step in a day. Less, before and after, is what the thread does by itself. */
async function rest(kind: Kind, watchers: number, { quick, folder }: Setting): Promise<number> {
  const crowd = await gather({ kind, folder, jobs: 20, least: 86_400_000, most: 86_400_000 });
  const [settle, seconds] = quick ? [500, 1] : [2_000, 15];
  await crowd.listen(settle);
  const before = await halfOfSeconds(crowd, seconds);
  const { leave } = await crowd.watch(watchers, 1);
  await crowd.listen(settle);
  const watched = await halfOfSeconds(crowd, seconds);
  await leave();
  await crowd.listen(settle);
  const after = await halfOfSeconds(crowd, seconds);
  await crowd.close();
  return Math.max(0.01, watched - (before + after) / 2);
}

/** What half of so many seconds cost at the most. */
async function halfOfSeconds(crowd: Crowd, seconds: number): Promise<number> {
  const all: number[] = [];
  for (let second = 0; second < seconds; second++) all.push((await crowd.listen(1_000)).cpu);
  return median(all);
}

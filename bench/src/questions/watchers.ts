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
        notes:
          watchers < 1_000 ? ['So few cost less than what the jobs themselves take differs by from one second to the next.'] : [],
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
 * What the serving process uses with those who watch, less what it uses without them, before and after: half of the seconds cost
 * less. For long after all has begun there is one now and then in which V8 sweeps up after it.
 */
async function tell(kind: Kind, watchers: number, { quick, folder }: Setting): Promise<number> {
  const crowd = await gather({ kind, folder, jobs: 20, least: 50, most: 60 });
  // Until all jobs run: what it takes to begin is another question.
  const first = await crowd.watch(20, 1);
  while ((await crowd.listen(500)).deliveries < 20);
  await first.leave();
  await crowd.listen(500);
  const before = await halfOfSeconds(crowd, quick ? 1 : 5);
  const { leave } = await crowd.watch(watchers, 1);
  await crowd.listen(500);
  const watched = await halfOfSeconds(crowd, quick ? 1 : 5);
  await leave();
  await crowd.listen(500);
  const after = await halfOfSeconds(crowd, quick ? 1 : 5);
  await crowd.close();
  return (Math.max(0.01, watched.cpu - (before.cpu + after.cpu) / 2) / watched.deliveries) * 1_000;
}

/** The same a second, with jobs that take one step in a day. */
async function rest(kind: Kind, watchers: number, { quick, folder }: Setting): Promise<number> {
  const crowd = await gather({ kind, folder, jobs: 20, least: 86_400_000, most: 86_400_000 });
  await crowd.listen(quick ? 500 : 2_000);
  const alone = await halfOfSeconds(crowd, quick ? 1 : 15);
  const { leave } = await crowd.watch(watchers, 1);
  await crowd.listen(500);
  const watched = await halfOfSeconds(crowd, quick ? 1 : 15);
  await leave();
  await crowd.close();
  return Math.max(0.01, watched.cpu - alone.cpu);
}

/** What half of so many seconds cost at the most, and brought. */
async function halfOfSeconds(crowd: Crowd, seconds: number): Promise<{ cpu: number; deliveries: number }> {
  const all: Awaited<ReturnType<Crowd['listen']>>[] = [];
  for (let second = 0; second < seconds; second++) all.push(await crowd.listen(1_000));
  return { cpu: median(all.map(({ cpu }) => cpu)), deliveries: median(all.map(({ deliveries }) => deliveries)) };
}

import type { Question, Setting } from '../question.ts';
import { gather } from '../watchers/crowd.ts';
import type { ServeOrder } from '../watchers/messages.ts';

const question: Question = {
  title: 'What does it cost to tell 1,000 things to those who watch 20 jobs?',
  unit: 'ms of CPU',
  better: 'less',
  *races(setting) {
    for (const watchers of setting.quick ? [10] : [10, 100, 1_000]) {
      yield {
        title: `${watchers.toLocaleString('en')} watchers`,
        contestants: [
          { name: 'Milepost', measure: () => measure('milepost', watchers, setting) },
          { name: 'raw ws, the same bytes', wanted: 0.4, measure: () => measure('raw', watchers, setting) },
        ],
      };
    }
  },
};
export default question;

/** What the serving process uses with those who watch, less what it uses without them. */
async function measure(kind: ServeOrder['kind'], watchers: number, { quick, folder }: Setting): Promise<number> {
  const ms = quick ? 500 : 4_000;
  const crowd = await gather({ kind, folder, jobs: 20, least: 50, most: 60 });
  // Until all jobs run: what it takes to begin is another question.
  const first = await crowd.watch(20, 1);
  while ((await crowd.listen(500)).deliveries < 20);
  await first.leave();
  const alone = await crowd.listen(ms);
  const { leave } = await crowd.watch(watchers, 1);
  await crowd.listen(500);
  const { cpu, deliveries } = await crowd.listen(ms);
  await leave();
  await crowd.close();
  return (Math.max(0.001, cpu - alone.cpu) / deliveries) * 1_000;
}

import { expect, test } from 'vitest';
import { Household } from '../testing/engine/house.ts';
import { engineSuite } from '../testing/engine/suite.ts';
import { createEmbeddedEngine } from './embedded.ts';

function open({ jobs }: { jobs: number }) {
  const worker = { id: 'here', machine: 'here', pid: 1, version: '0', startedAt: 0, tasks: ['suite'] };
  const engine = createEmbeddedEngine({ jobs, worker, threads: () => 0 });
  return { engine, close: () => engine.close() };
}

for (const [sentence, show] of Object.entries(engineSuite)) test(sentence, () => show(async (options) => open(options)));

test('while the end of a job is being written another has its place, and nobody its key', async () => {
  const engine = open({ jobs: 1 });
  const house = await Household.open(engine);
  let write = () => {};
  const written = new Promise<void>((resolve) => (write = resolve));
  house.before = ({ job, type }) => (job === 'one' && type === 'ended' ? written : undefined);
  await house.work();
  await house.ask('one', { exclusive: 'key' });
  await house.ask('behind', { exclusive: 'key' });
  const ended = (await house.at('one')).succeed();
  await house.passThrough('two');
  expect(house.order).toEqual(['one', 'two']);
  expect(await engine.engine.has('one')).toBe(true);
  write();
  await ended;
  await (await house.at('behind')).succeed();
  await engine.close();
});

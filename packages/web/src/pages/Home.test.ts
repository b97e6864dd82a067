import type { FeedEvent, TaskInfo } from '@milepost/core/model';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { aJob } from '../testing/a-job.ts';
import { info, noCounts, showInHouse } from '../testing/show-in-house.ts';
import Home from './Home.svelte';

const sleep: TaskInfo = {
  name: 'demo.sleep',
  title: 'Sleep',
  description: 'Does nothing.',
  kind: 'task',
  unit: 'step',
  undoable: false,
  readOnly: false,
  inputSchema: { type: 'object', properties: {} },
};
const card = page.getByRole('link', { name: 'Sleep', exact: true });
const counts = { ...noCounts, running: 1 };

/** Where the top of the card is in each frame in which there is one, up to the one after `watching` is aborted. */
async function watchCard(watching: AbortSignal): Promise<Set<number>> {
  const tops = new Set<number>();
  for (let last = false; !last; ) {
    last = watching.aborted;
    await new Promise(requestAnimationFrame);
    const link = card.query();
    if (link) tops.add(link.getBoundingClientRect().top);
  }
  return tops;
}

test('the cards do not move away from under a pointer: what stands above them comes with them', async () => {
  const stop = new AbortController();
  const tops = watchCard(stop.signal);
  let answer = () => {};
  const answered = new Promise<void>((resolve) => (answer = resolve));
  async function* feed(): AsyncIterable<FeedEvent> {
    await answered;
    yield { type: 'snapshot', jobs: [aJob({ title: 'Shift dates' })], counts };
  }
  const { house } = await showInHouse(
    Home,
    {},
    {
      tasksList: [sleep],
      feed,
      system: { info: async () => ({ ...info, counts }) },
    },
  );
  // What would show the cards is there, and two frames later they would be.
  await expect.poll(() => house.about.current).toBeDefined();
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  answer();
  await expect.element(card).toBeVisible();
  await expect.element(page.getByRole('heading', { name: 'On the road now' })).toBeVisible();
  stop.abort();
  expect((await tops).size).toBe(1);
});

test('who has never started a job is told so at once, before the live numbers are there', async () => {
  await showInHouse(Home, {}, { tasksList: [sleep] });
  await expect.element(page.getByRole('link', { name: 'Try “Sleep”' })).toBeVisible();
});

test('where nothing is heard of what runs, the tasks are there all the same', async () => {
  await showInHouse(Home, {}, { tasksList: [sleep], system: { info: async () => ({ ...info, counts }) } });
  await expect.element(card).toBeVisible();
});

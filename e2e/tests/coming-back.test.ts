import { type Cable, layCable } from './cable.ts';
import { test as base, expect, talkTasks } from './house.ts';
import { readList } from './long-list.ts';

const test = base.extend<{ cable: Cable }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what is wanted from this pattern
  cable: async ({}, use) => {
    const cable = await layCable();
    await use(cable);
    await cable.close();
  },
  proxy: async ({ cable }, use) => use({ server: cable.address }),
  provoked: /net::ERR_|^WebSocket connection to '\S+' failed: $/,
});

test('a page that loses its connection, twice, has every line of the log once', async ({ house, visit, page, cable }) => {
  await house.kill();
  await house.open(['--tasks', talkTasks]);
  await visit();
  const lines = 400;
  const job = await house.client().start('test.talk', { lines });
  const past = async (line: number) => {
    for await (const progress of job.progress()) if (progress.done > line) break;
  };
  await page.goto(`${house.env().MILEPOST_URL}/jobs/${job.id}`);
  const live = page.getByText('Live', { exact: true });
  for (const line of [50, 200]) {
    await expect(live).toBeVisible();
    await past(line);
    cable.pull();
    await expect(live).toBeHidden();
    await past(line + 50);
    cable.plug();
    await expect(page.getByText(/^caught up [\d,]+ events$/)).toBeVisible();
  }
  await expect(page.getByText(`${lines} of ${lines} lines`)).toBeVisible();
  await expect(page.getByText(`${lines} lines`, { exact: true })).toBeVisible();
  const told = (await readList(page.getByRole('region', { name: 'Log' }))).map((text) => /line \d+/.exec(text)?.[0]);
  expect(told).toEqual(Array.from({ length: lines }, (_, step) => `line ${step + 1}`));
});

test('after the server was killed the page comes back by itself, and the job that ran goes on', async ({
  house,
  visit,
  page,
}) => {
  const client = house.client();
  const before = await client.start('demo.sleep', { steps: 1 });
  await before.result();
  await visit();
  const job = await client.start('demo.sleep', { steps: 40 });
  await page.goto(`${house.env().MILEPOST_URL}/jobs/${job.id}`);
  for await (const progress of job.progress()) if (progress.done > 3) break;
  await house.kill();
  await expect(page.getByText('Reconnecting')).toBeVisible();
  await house.open();
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  await expect(page.getByText('40 of 40 steps')).toBeVisible();
  expect(await house.client().job(job.id).get()).toMatchObject({ state: 'succeeded', attempt: 2 });
  const { jobs } = await house.client().jobs.list();
  expect(jobs.map(({ id }) => id)).toEqual([job.id, before.id]);
});

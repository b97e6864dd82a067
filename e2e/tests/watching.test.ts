import { expect, talkTasks, test } from './house.ts';
import { milepost, run } from './milepost.ts';

test('a browser and a shell see the same numbers while a job runs, and at its end', async ({ house, visit, page }) => {
  await visit();
  const job = await house.client().start('demo.sleep', { steps: 80 });
  const watching = run(['watch', job.id, '--json'], { home: house.home, env: house.env() });
  await page.goto(`${house.env().MILEPOST_URL}/jobs/${job.id}`);
  const sentence = page.getByText(/^\d+ of 80 steps/);
  const seen = new Set<number>();
  await expect(async () => {
    seen.add(Number.parseInt((await sentence.textContent()) ?? '', 10));
    expect([...seen]).toContain(80);
  }).toPass({ intervals: [50] });
  const { code, said } = await watching;
  expect(code).toBe(0);
  const events = said
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const told = events.flatMap((event) => event.progress ?? event.job?.progress ?? []).map(({ done }) => done);
  expect(seen.size).toBeGreaterThan(5);
  expect(told.filter((done) => seen.has(done)).length).toBeGreaterThan(5);
  expect(events.at(-1).job.progress).toEqual((await job.get()).progress);
});

test('who comes late sees at once where things are, and what was said before', async ({ house, visit, page }) => {
  await house.kill();
  await house.open(['--tasks', talkTasks]);
  await visit();
  const job = await house.client().start('test.talk', { lines: 1000 });
  for await (const progress of job.progress()) if (progress.done > 100) break;
  await page.goto(`${house.env().MILEPOST_URL}/jobs/${job.id}`);
  const first = await page.getByText(/^[\d,]+ of 1,000 lines/).textContent();
  expect(Number.parseInt(first?.replace(',', '') ?? '', 10)).toBeGreaterThan(100);
  await page.getByRole('searchbox', { name: 'Find in the log' }).fill('line 100');
  await expect(page.getByRole('region', { name: 'Log' }).getByText('line 100', { exact: true }).first()).toBeVisible();
  const shell = milepost(['watch', job.id, '--json'], { home: house.home, env: house.env() });
  const [, done] = await shell.until(/"done":(\d+)/);
  expect(Number(done)).toBeGreaterThan(100);
  await job.cancel();
  expect(await shell.ended()).toBe(130);
});

test('a job that never yields is cancelled from the browser, and the shell that watches it ends', async ({
  house,
  visit,
  page,
}) => {
  await visit();
  await page.getByRole('link', { name: 'Crunch' }).click();
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(page.getByText(/^\d+ of 600 rounds/)).toBeVisible();
  const shell = milepost(['watch', new URL(page.url()).pathname.split('/').at(-1) ?? ''], { home: house.home, env: house.env() });
  await shell.until(/round/);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('The job was cancelled')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeHidden();
  expect(await shell.ended()).toBe(130);
  expect((await house.client().jobs.list()).counts.cancelled).toBe(1);
});

import { readFile } from 'node:fs/promises';
import { expect, talkTasks, test } from './house.ts';

test('the log can be taken along, with lines that the page has not loaded', async ({ house, visit, page }) => {
  await house.kill();
  await house.open(['--tasks', talkTasks]);
  await visit();
  const job = await house.client().start('test.talk', { lines: 500 });
  await job.result();
  await page.goto(`${house.env().MILEPOST_URL}/jobs/${job.id}`);
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  const file = await downloading;
  const lines = (await readFile(await file.path(), 'utf8')).trimEnd().split('\n');
  const said = lines.filter((line) => / info {2}line \d+$/.test(line)).map((line) => Number(line.split(' ').at(-1)));
  expect(said).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
});

test('a job that was cancelled is tried again from its page, which leads to the new one', async ({ house, visit, page }) => {
  await visit();
  const job = await house.client().start('demo.sleep', { steps: 1_000 });
  await job.cancel();
  await expect.poll(async () => (await job.get()).state).toBe('cancelled');
  await page.goto(`${house.env().MILEPOST_URL}/jobs/${job.id}`);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page).not.toHaveURL(new RegExp(job.id));
  await expect(page.getByText(/^[\d,]+ of 1,000 steps/)).toBeVisible();
  const again = await house.client().jobs.get(new URL(page.url()).pathname.split('/').at(-1) ?? '');
  expect(again).toMatchObject({ retryOf: job.id, input: { steps: 1_000 } });
});

test('a page fades in, unless the reader wants things to be still', async ({ visit, page }) => {
  await visit();
  await page.evaluate(`
    window.faded = 0;
    addEventListener('animationend', ({ target }) => (window.faded += target.parentElement.localName === 'main'));`);
  const faded = () => page.evaluate('window.faded');
  await page.getByRole('link', { name: 'Crunch' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Crunch' })).toBeVisible();
  await expect.poll(faded).toBe(1);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goBack();
  await expect(page.getByRole('link', { name: 'Crunch' })).toBeVisible();
  expect(await page.evaluate(`document.querySelector('main').getAnimations({ subtree: true }).length`)).toBe(0);
  expect(await faded()).toBe(1);
});

import { expect, test } from './house.ts';

test('two tabs show the same, whichever of them something is done in', async ({ house, visit, page, context }) => {
  await visit();
  const job = await house.client().start('demo.sleep', { steps: 3000 });
  const url = `${house.env().MILEPOST_URL}/jobs`;
  const other = await context.newPage();
  await other.goto(url);
  await page.goto(`${url}/${job.id}`);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(other.getByRole('list', { name: 'Jobs, newest first' }).getByText('Paused')).toBeVisible();
  await other.getByRole('checkbox', { name: /Choose Sleep/ }).check();
  await other.getByRole('region', { name: 'Chosen jobs' }).getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('The job was cancelled')).toBeVisible();
  await page.getByRole('button', { name: /^Theme/ }).click();
  await page.getByRole('button', { name: 'Theme: light' }).click();
  await expect(other.getByRole('button', { name: 'Theme: dark' })).toBeVisible();
  expect(await other.evaluate('getComputedStyle(document.body).colorScheme')).toBe('dark');
});

test('a job that was removed can be had back, and is forgotten when nobody wants it', async ({ house, visit, page }) => {
  await visit();
  const job = await house.client().start('demo.sleep', { steps: 1 });
  await job.result();
  await page.goto(`${house.env().MILEPOST_URL}/jobs/${job.id}`);
  const row = page.getByRole('list', { name: 'Jobs, newest first' }).getByRole('link', { name: 'Sleep' });
  await page.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('No job yet.')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row).toBeVisible();
  await row.click();
  await page.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('Sleep was removed.')).toBeVisible();
  await expect.poll(async () => (await house.client().jobs.list()).jobs.length).toBe(0);
});

test('the tab tells how far its job is, and the system that it has ended, if the page is out of sight', async ({
  house,
  visit,
  page,
  context,
}) => {
  await context.grantPermissions(['notifications']);
  await page.addInitScript(`
    window.told = [];
    window.Notification = class { static permission = 'granted'; static requestPermission = async () => 'granted';
      constructor(title, { body }) { told.push(title + ': ' + body); } };
    Object.defineProperty(document, 'hidden', { get: () => window.away === true });`);
  await visit();
  const job = await house.client().start('demo.sleep', { steps: 60 });
  await page.goto(`${house.env().MILEPOST_URL}/jobs/${job.id}`);
  await expect(page).toHaveTitle(/^[1-9]\d* % · Sleep · Milepost$/);
  expect(await page.locator('link[rel=icon]').getAttribute('href')).toMatch(/^data:image\/svg/);
  await page.getByRole('checkbox', { name: 'Notify me at the end' }).check();
  await page.evaluate('window.away = true');
  await job.result();
  await expect.poll(() => page.evaluate('told')).toEqual(['Sleep has succeeded: 60 of 60 steps (100.00%)']);
});

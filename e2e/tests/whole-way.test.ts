import { execFile } from 'node:child_process';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from './house.ts';
import { run } from './milepost.ts';

test('photos are shifted from the browser: card, form, plan, bar, failed item', async ({ house, visit, page }) => {
  await visit();
  await page.getByRole('link', { name: 'Shift dates' }).click();
  await page.getByLabel('Folder', { exact: true }).fill(house.photos);
  await page.getByLabel('By', { exact: true }).fill('3h');
  await page.getByRole('button', { name: 'Show the plan' }).click();
  const plan = page.getByRole('region', { name: 'The plan' });
  await expect(plan.getByText('IMG_1201.jpg')).toBeVisible();
  // Shown small, the long side in as many pixels as a camera's own thumbnail has.
  const picture = plan.locator('img').first();
  await plan.getByText('IMG_1201.jpg').scrollIntoViewIfNeeded();
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(160);
  await page.getByRole('button', { name: /^Start/ }).click();
  await expect(page.getByRole('main').getByText('Partly done').first()).toBeVisible();
  await expect(page.getByRole('progressbar', { name: 'Progress of Shift dates' })).toHaveAttribute('aria-valuenow', '100');
  await expect(
    page
      .getByRole('region', { name: /What failed/ })
      .getByText('IMG_1225.jpg')
      .first(),
  ).toBeVisible();
});

test('the first job is two clicks away', async ({ house, visit, page }) => {
  await visit();
  await page.getByRole('link', { name: /^Try “/ }).click();
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(page.getByRole('progressbar', { name: /^Progress of/ })).toBeVisible();
  expect((await house.client().jobs.list()).jobs).toHaveLength(1);
});

test('a job is seen to move, and its log is there', async ({ house, visit, page }) => {
  await visit();
  await page.getByRole('link', { name: 'Sleep' }).click();
  await page.getByLabel('Steps').fill('30');
  await page.getByRole('button', { name: /^Start/ }).click();
  const bar = page.getByRole('progressbar', { name: 'Progress of Sleep' });
  const seen = new Set<string | null>();
  await expect(async () => {
    seen.add(await bar.getAttribute('aria-valuenow'));
    expect(seen.size).toBeGreaterThan(5);
  }).toPass({ intervals: [50] });
  await expect(page.getByText('30 of 30 steps')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Log' }).first()).toContainText('Sleeping 30 times.');
  expect((await house.client().jobs.list()).counts.succeeded).toBe(1);
});

test('the same task runs in the shell, without a server', async ({ house }) => {
  const copy = join(house.home, 'copy');
  await cp(house.photos, copy, { recursive: true });
  const { code, said } = await run(['run', 'photos.shift-dates', copy, '--by', '3h', '--yes'], { home: house.home });
  expect({ code, said }).toMatchObject({ code: 3 });
  expect(said).toContain('IMG_1225.jpg');
});

test('the ten-line program starts a job and has its result', async ({ house }) => {
  const sleep = fileURLToPath(new URL('../../examples/dist/sleep.js', import.meta.url));
  // Rejects, with all that was said, when the program ends badly.
  const { stdout } = await promisify(execFile)(process.execPath, [sleep], { env: { ...process.env, ...house.env() } });
  expect(stdout).toContain('20 of 20 steps (100.00%)');
  expect(stdout).toContain('Slept 20 times.');
});

test("the example of a task of one's own runs", async ({ house }) => {
  const tasks = fileURLToPath(new URL('../../examples/dist/own-task/tasks.js', import.meta.url));
  const text = join(house.home, 'text.txt');
  await writeFile(text, 'one two\nthree');
  const ran = await run(['run', 'text.count-words', text, '--tasks', tasks], { home: house.home });
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.said).toContain('2 lines have 3 words.');
});

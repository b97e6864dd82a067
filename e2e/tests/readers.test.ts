import { join } from 'node:path';
import { expect, test } from './house.ts';
import { run } from './milepost.ts';

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test('a job is started and cancelled with a thumb', async ({ visit, page }) => {
    await visit();
    await page.getByRole('link', { name: 'Sleep', exact: true }).tap();
    await page.getByLabel('Steps').fill('600');
    await page.getByRole('button', { name: 'Start' }).tap();
    await expect(page.getByText(/^\d+ of 600 steps/)).toBeVisible();
    await page.getByRole('button', { name: 'Cancel' }).tap();
    await expect(page.getByText('The job was cancelled')).toBeVisible();
  });
});

test.describe('in Germany', () => {
  test.use({ locale: 'de-DE' });

  test('numbers and dates are written as the reader writes them', async ({ house, visit, page }) => {
    await visit();
    const job = await house.client().start('demo.sleep', { steps: 1234 });
    await page.goto(`${house.env().MILEPOST_URL}/jobs/${job.id}`);
    await expect(page.getByText('1.234', { exact: true })).toBeVisible();
    await expect(page.getByText(/^\d\d\.\d\d\.\d{4}, \d\d:\d\d:\d\d$/).first()).toBeVisible();
  });
});

test('whoever may only look sees no button that would be refused', async ({ house, page }) => {
  const data = join(house.home, 'data');
  const { said } = await run(['token', 'add', 'screen', '--role', 'view', '--data', data], { home: house.home });
  const token = /[\w-]{40,}/.exec(said)?.[0] ?? '';
  const client = house.client();
  const job = await client.start('demo.sleep', { steps: 600 });
  const url = house.env().MILEPOST_URL;
  await page.goto(`${url}/login`);
  await page.getByRole('textbox').fill(token);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'What needs doing?' })).toBeVisible();
  await page.goto(`${url}/tasks/demo.sleep`);
  await expect(page.getByText('You may look at everything here, and start nothing.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Start' })).toBeHidden();
  await page.goto(`${url}/jobs/${job.id}`);
  await expect(page.getByText(/^\d+ of 600 steps/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeHidden();
  await page.goto(`${url}/jobs`);
  await expect(page.getByRole('link', { name: 'Sleep' })).toBeVisible();
  await expect(page.getByRole('checkbox')).toHaveCount(0);
});

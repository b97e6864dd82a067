import { expect, test } from './house.ts';

test('every page runs under the strict policy: no breach is told of, on any of them', async ({ house, visit, page }) => {
  const client = house.client();
  const ended = await client.start('demo.sleep', { steps: 1 });
  await ended.result();
  const failed = await client.start('photos.shift-dates', { folder: house.photos, by: '3h' });
  await failed.result();
  const running = await client.start('demo.sleep', { steps: 10_000 });
  await visit();
  const base = house.env().MILEPOST_URL;
  const { headers } = { headers: (await page.request.get(base)).headers() };
  expect(headers['content-security-policy']).toContain("require-trusted-types-for 'script'");

  for (const { name } of await client.tasks.list()) {
    await page.goto(`${base}/tasks/${name}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByRole('button', { name: /^Start/ })).toBeVisible();
  }
  await page.goto(`${base}/tasks/photos.shift-dates`);
  await page.getByLabel('By').fill('3h');
  await page.getByRole('button', { name: 'Show the plan' }).click();
  await expect(page.getByRole('region', { name: 'The plan' })).toBeVisible();
  for (const { id } of [ended, failed, running]) {
    await page.goto(`${base}/jobs/${id}`);
    await expect(page.getByText('Live', { exact: true })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Log' })).toBeVisible();
  }
  for (const path of ['/jobs', '/jobs?state=failed', '/nothing/at/all', '/tasks/no.such']) {
    await page.goto(`${base}${path}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  }
  await page.goto(`${base}/login`);
  await expect(page.getByLabel('Token')).toBeVisible();
  await running.cancel();
});

test.describe('a breach', () => {
  test.use({ provoked: /TrustedHTML|trusted|script-src|Refused|inline|require-trusted/i });

  test('is not let through: neither text that becomes HTML nor a script in the page', async ({ visit, page }) => {
    await visit();
    await expect(page.evaluate("document.body.innerHTML = '<b>written</b>'")).rejects.toThrow(/TrustedHTML/);
    const ran = await page.evaluate(`(() => {
      const script = document.createElement('script');
      try { script.textContent = 'window.ran = true'; } catch { return 'refused'; }
      document.body.append(script);
      return window.ran ?? 'refused';
    })()`);
    expect(ran).toBe('refused');
  });
});

import { expect, test } from './house.ts';

test('the first page takes less than 120 kB of script, and everything comes from this server', async ({ house, page }) => {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const scripts = new Set<string>();
  const origins = new Set<string>();
  let bytes = 0;
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (!response.url.startsWith('data:')) origins.add(new URL(response.url).origin);
    if (type === 'Script') scripts.add(requestId);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  await page.goto(house.login());
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThan(120_000);
  expect([...origins]).toEqual([house.env().MILEPOST_URL]);
});

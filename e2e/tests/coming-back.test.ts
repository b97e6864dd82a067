import type { WebSocketRoute } from '@playwright/test';
import { expect, test } from './house.ts';

test('a page that loses its connection comes back without losing a log line', async ({ house, visit, page }) => {
  let cut = false;
  const sockets: WebSocketRoute[] = [];
  await page.routeWebSocket(/\/ws/, (socket) => {
    if (cut) return void socket.close();
    sockets.push(socket);
    socket.connectToServer();
  });
  await visit();
  const job = await house.client().start('demo.sleep', { steps: 60 });
  await page.goto(`${house.env().MILEPOST_URL}/jobs/${job.id}`);
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  cut = true;
  for (const socket of sockets) await socket.close();
  await expect(page.getByText('Live', { exact: true })).toBeHidden();
  await job.result();
  cut = false;
  await expect(page.getByText('60 of 60 steps')).toBeVisible();
  const log = await house.client().jobs.log({ id: job.id });
  const lines = page.getByRole('region', { name: 'Log' }).getByRole('listitem');
  await expect(lines).toHaveCount(log.length);
});

test('after the server was killed the same jobs are there, and the one that ran goes on', async ({ house, visit, page }) => {
  const client = house.client();
  const before = await client.start('demo.sleep', { steps: 1 });
  await before.result();
  const job = await client.start('demo.sleep', { steps: 50 });
  for await (const progress of job.progress()) if (progress.done > 3) break;
  await house.kill();
  await house.open();
  const { jobs } = await house.client().jobs.list();
  expect(jobs.map(({ id }) => id)).toEqual([job.id, before.id]);
  await visit();
  await page.goto(`${house.env().MILEPOST_URL}/jobs/${job.id}`);
  await expect(page.getByText('50 of 50 steps')).toBeVisible();
  expect(await house.client().job(job.id).get()).toMatchObject({ state: 'succeeded', attempt: 2 });
});

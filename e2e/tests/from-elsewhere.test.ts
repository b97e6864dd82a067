import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from './house.ts';

const bin = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url));

test('what the page of a job gives to copy starts the same job, from a shell and with curl', async ({
  house,
  visit,
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await visit();
  const client = house.client();
  const job = await client.start('photos.inspect', { folder: house.photos });
  await job.result().catch(() => {});
  await page.goto(`${house.env().MILEPOST_URL}/jobs/${job.id}`);
  const { input } = await job.get();
  for (const way of ['Command line', 'curl']) {
    await page.getByText(way, { exact: true }).click();
    await page.getByRole('button', { name: 'Copy' }).click();
    await expect(page.getByText('Copied.').first()).toBeVisible();
    const command = await page.evaluate('navigator.clipboard.readText()');
    const script = `milepost() { '${process.execPath}' '${bin}' "$@"; }\n${command}`;
    await promisify(execFile)('bash', ['-c', script], { env: { ...process.env, HOME: house.home, ...house.env() } });
    const { jobs } = await client.jobs.list({ tasks: ['photos.inspect'] });
    expect(jobs.map((one) => one.input)).toEqual(jobs.map(() => input));
    expect(jobs.length).toBe(way === 'curl' ? 3 : 2);
  }
});

import { MilepostError } from '@milepost/client';
import { expect, type House, test } from './house.ts';
import { run } from './milepost.ts';

test.use({ provoked: /the server responded with a status of 4\d\d/ });

async function reasonOf(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.catch((error: unknown) => error);
  return error instanceof MilepostError ? error.reason : `no refusal: ${error}`;
}

async function serverLives(house: House) {
  expect((await house.client().system.info()).engine).toBe('embedded');
}

test('an unknown task', async ({ house, visit, page }) => {
  await visit();
  await page.goto(`${house.env().MILEPOST_URL}/tasks/demo.nap`);
  await expect(page.getByRole('heading', { name: 'There is no such task' })).toBeVisible();
  expect(await run(['start', 'demo.nap'], { home: house.home, env: house.env() })).toMatchObject({ code: 2 });
  // The cast asks for what the types would refuse.
  expect(await reasonOf(house.client().start('demo.nap' as 'demo.sleep', {}))).toBe('TASK_NOT_FOUND');
  await serverLives(house);
});

test('an unknown job', async ({ house, visit, page }) => {
  await visit();
  await page.goto(`${house.env().MILEPOST_URL}/jobs/nothing`);
  await expect(page.getByRole('heading', { name: 'There is no such job' })).toBeVisible();
  expect(await run(['watch', 'nothing'], { home: house.home, env: house.env() })).toMatchObject({ code: 2 });
  expect(await reasonOf(house.client().jobs.get('nothing'))).toBe('JOB_NOT_FOUND');
  await serverLives(house);
});

test('a wrong input is shown at its field', async ({ house, visit, page }) => {
  await visit();
  await page.getByRole('link', { name: 'Shift dates' }).click();
  await page.getByLabel('Folder', { exact: true }).fill(house.photos);
  const by = page.getByLabel('By', { exact: true });
  await by.fill('soon');
  await page.getByRole('button', { name: /^Start/ }).click();
  await expect(by).toHaveAttribute('aria-invalid', 'true');
  await expect(by).toBeFocused();
  await expect(by).toHaveAccessibleDescription(/Expected/);
  const shell = await run(['start', 'photos.shift-dates', house.photos, '--by', 'soon', '--yes'], {
    home: house.home,
    env: house.env(),
  });
  expect(shell).toMatchObject({ code: 2 });
  expect(shell.said).toContain('--by');
  expect(await reasonOf(house.client().start('photos.shift-dates', { folder: house.photos, by: 'soon' }))).toBe('INVALID_INPUT');
  await serverLives(house);
});

test('a folder outside the roots', async ({ house, visit, page }) => {
  await visit();
  await page.getByRole('link', { name: 'Shift dates' }).click();
  const folder = page.getByLabel('Folder', { exact: true });
  await expect(folder).toHaveValue(house.photos);
  await folder.fill(house.home);
  await page.getByLabel('By', { exact: true }).fill('3h');
  await page.getByRole('button', { name: 'Show the plan' }).click();
  await expect(folder).toHaveAttribute('aria-invalid', 'true');
  await expect(folder).toBeFocused();
  await expect(folder).toHaveAccessibleDescription(/is not in a folder that this server may work in/);
  const shell = await run(['start', 'photos.shift-dates', house.home, '--by', '3h', '--yes'], {
    home: house.home,
    env: house.env(),
  });
  expect(shell).toMatchObject({ code: 2 });
  expect(await reasonOf(house.client().start('photos.shift-dates', { folder: house.home, by: '3h' }))).toBe('PATH_NOT_ALLOWED');
  await serverLives(house);
});

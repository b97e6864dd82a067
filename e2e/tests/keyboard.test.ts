import type { Page } from '@playwright/test';
import { expect, test } from './house.ts';

/** Goes on with the Tab key until it is there. */
async function tabTo(page: Page, isThere: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    if (await page.evaluate(isThere)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Sixty times Tab did not lead to where ${isThere}.`);
}

test('a job is found, started, held, let go on and cancelled without a mouse', async ({ visit, page }) => {
  await visit();
  const card = page.getByRole('link', { name: 'Sleep', exact: true });
  await expect(card).toBeVisible();
  await tabTo(page, `document.activeElement?.textContent === 'Sleep'`);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Sleep' })).toBeFocused();
  await tabTo(page, `document.activeElement?.name === 'steps'`);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('3000');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^[\d,]+ of 3,000 steps/)).toBeVisible();
  await page.keyboard.press('p');
  await expect(page.getByText('Paused', { exact: true })).toBeVisible();
  await page.keyboard.press('p');
  await expect(page.getByText('Running', { exact: true })).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' }).getByText('Cancel')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('c');
  await expect(page.getByText('The job was cancelled')).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('j');
  await expect(page.getByRole('heading', { level: 1, name: 'Jobs' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Sleep' })).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await expect(page.getByText('1 chosen')).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('no such job');
  await expect(page.getByText('No job is like that just now.')).toBeVisible();
  await expect(page).toHaveURL(/text=no\+such\+job/);
});

test('Enter in a field of a batch shows its plan, and a button that was pressed leaves the focus where it was', async ({
  house,
  visit,
  page,
}) => {
  await visit();
  await page.goto(`${house.env().MILEPOST_URL}/tasks/photos.inspect`);
  await page.getByRole('combobox', { name: 'Folder' }).fill(house.photos);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'All items' })).toBeVisible();
  await page.getByRole('button', { name: 'Show the plan' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Show the plan' })).toBeFocused();
  await page.goto(`${house.env().MILEPOST_URL}/tasks/photos.rename?prefix=x_`);
  await page.getByRole('button', { name: /^Start/ }).press('Enter');
  await expect(page.getByText('Succeeded', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).press('Enter');
  await page.getByRole('button', { name: 'No, leave it' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Undo' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Undo' })).toBeFocused();
  await page.goto(`${house.env().MILEPOST_URL}/tasks/demo.sleep?steps=3000`);
  await page.getByRole('button', { name: 'Start' }).press('Enter');
  for (const name of ['Pause', 'Resume', 'Cancel']) {
    await page.getByRole('button', { name }).press('Enter');
    await expect(page.getByRole('button', { name })).toBeHidden();
    await expect(page.getByRole('list', { name: 'What you can do' })).toBeFocused();
  }
});

test('whoever does not want single keys is not answered by them', async ({ visit, page }) => {
  await visit();
  await page.getByRole('button', { name: 'Keys' }).click();
  await page.getByRole('checkbox', { name: 'Single keys do things' }).uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('j');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'What needs doing?' })).toBeVisible();
});

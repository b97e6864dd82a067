import type { LogEntry, LogQuery } from '@milepost/core/model';
import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { showInHouse } from '../testing/show-in-house.ts';
import LogView from './LogView.svelte';

function line(seq: number): LogEntry {
  const level = seq % 1000 === 0 ? 'error' : 'info';
  return { seq, at: 1_700_000_000_000 + seq, level, message: `line ${seq}.`, item: null };
}
const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => line(from + index));

/** A server that has as many lines as that, of which the page follows the last 200. */
async function show(count: number) {
  const log = async ({ after = 0, limit = 200 }: LogQuery) => lines(after + 1, Math.min(count, after + limit));
  const followed = lines(count - 199, count);
  const shown = await showInHouse(LogView, { id: 'j1', followed, ended: false }, { jobs: { log } });
  return { ...shown, followed };
}

beforeEach(() => history.replaceState(null, '', location.pathname));

const box = () => page.getByRole('region', { name: 'Log' });

test('a log of 100,000 lines opens at its end, makes only the lines in sight, and finds one at its beginning', async () => {
  await show(100_000);
  await expect.element(box().getByText('line 100000.', { exact: true })).toBeVisible();
  expect(box().getByRole('listitem').elements().length).toBeLessThan(100);
  await expect.element(page.getByText('the last 200 lines')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Find in the log' }).fill('line 7.');
  await expect.element(box().getByText('line 7.', { exact: true })).toBeVisible();
  await expect.element(page.getByText('1 of 100,000 lines')).toBeVisible();
});

test('a level picks the lines that are at least as bad', async () => {
  await show(3500);
  await page.getByRole('combobox', { name: 'Level' }).selectOptions('Errors');
  await expect.element(page.getByText('3 of 3,500 lines')).toBeVisible();
  expect(location.search).toBe('?level=error');
  const shown = box().getByRole('listitem');
  await expect
    .poll(() => shown.elements().map((one) => /line \d+/.exec(one.textContent)?.[0]))
    .toEqual(['line 1000', 'line 2000', 'line 3000']);
});

test('who scrolls up is left in peace, is told of new lines, and reads back as far as wanted', async () => {
  const { change, followed } = await show(3500);
  await expect.element(box().getByText('line 3500.', { exact: true })).toBeVisible();
  await box().click();
  await userEvent.keyboard('{Home}');
  await expect.element(page.getByText('the last 1,200 lines')).toBeVisible();
  await change({ id: 'j1', followed: followed.concat(lines(3501, 3503)), ended: false });
  await page.getByRole('button', { name: '3 new lines' }).click();
  await expect.element(box().getByText('line 3503.', { exact: true })).toBeVisible();
  await expect.element(page.getByText('the last 1,203 lines')).toBeVisible();
});

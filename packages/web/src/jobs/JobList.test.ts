import type { Job } from '@milepost/core/model';
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { aJob } from '../testing/a-job.ts';
import { noCounts, showInHouse } from '../testing/show-in-house.ts';
import JobList from './JobList.svelte';

const all = { states: [], task: null, text: '' };

function running(count: number): Job[] {
  return Array.from({ length: count }, (_, index) => aJob({ id: `j${index}`, title: `Job ${index}`, createdAt: count - index }));
}

/** A list of these jobs, with a server that answers calls as told. */
async function show(jobs: readonly Job[], calls: Record<string, (id: string) => Promise<Job>> = {}) {
  const counts = { ...noCounts, running: jobs.length };
  async function* feed() {
    yield { type: 'snapshot' as const, jobs, counts };
  }
  const list = async () => ({ jobs: [], next: null, counts });
  const shown = await showInHouse(JobList, { filter: all, counts: null }, { feed, jobs: { list, ...calls } });
  await expect.element(page.getByRole('link', { name: 'Job 0' })).toBeVisible();
  return shown;
}

const tick = (name: string) => page.getByRole('checkbox', { name: `Choose ${name}, ` });

test('several are chosen with Shift, and what is asked for is asked for each that it fits', async () => {
  const jobs = running(5).map((job, index) => (index === 2 ? { ...job, state: 'paused' as const } : job));
  const asked: string[] = [];
  const pause = async (id: string) => {
    asked.push(id);
    return aJob({ id });
  };
  await show(jobs, { pause });
  await tick('Job 1').click();
  await userEvent.keyboard('{Shift>}');
  await tick('Job 3').click();
  await userEvent.keyboard('{/Shift}');
  await expect.element(page.getByText('3 chosen')).toBeVisible();
  await page.getByRole('button', { name: 'Pause 2' }).click();
  await expect.element(page.getByText('3 chosen')).not.toBeInTheDocument();
  expect(asked.toSorted()).toEqual(['j1', 'j3']);
});

test('what is removed is gone at once, and comes back when the reader thinks better of it', async () => {
  const ended = running(2).map((job) => ({ ...job, state: 'succeeded' as const }));
  const { house } = await show(ended);
  await tick('Job 0').click();
  await page.getByRole('button', { name: 'Remove' }).click();
  await expect.element(page.getByRole('link', { name: 'Job 0' })).not.toBeInTheDocument();
  house.toasts.current[0]?.action?.act();
  await expect.element(page.getByRole('link', { name: 'Job 0' })).toBeVisible();
});

test('keys walk through the list and choose', async () => {
  const { house } = await show(running(4));
  const press = (key: string) => house.keys.press(new KeyboardEvent('keydown', { key }), performance.now());
  for (const key of ['j', 'j', 'x', 'j', 'X']) press(key);
  await expect.element(page.getByRole('link', { name: 'Job 2' })).toHaveFocus();
  await expect.element(page.getByText('2 chosen')).toBeVisible();
  press('Escape');
  await expect.element(page.getByText('chosen')).not.toBeInTheDocument();
});

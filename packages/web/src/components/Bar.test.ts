import { emptyProgress, type Job } from '@milepost/core/model';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import Bar from './Bar.svelte';

const progress = { ...emptyProgress('photo'), total: 300 };
const bar = () => page.getByRole('progressbar', { name: 'Progress of Shift dates' });

function show(state: Job['state'], changes: Partial<Job['progress']>) {
  return render(Bar, { job: { title: 'Shift dates', state, progress: { ...progress, ...changes } } });
}

test('a bar says how far it is in words and as a number', async () => {
  await show('running', { done: 40, failed: 2, remaining: { low: 175, likely: 180, high: 185 } });
  await expect.element(bar()).toHaveAttribute('aria-valuenow', '14');
  await expect.element(bar()).toHaveAttribute('aria-valuetext', '42 of 300 photos (14.00%), 2 failed, about 3 min left');
});

test('a bar is not at 100 % before the job has ended', async () => {
  const shown = await show('running', { done: 300 });
  await expect.element(bar()).toHaveAttribute('aria-valuenow', '99');
  await shown.rerender({ job: { title: 'Shift dates', state: 'succeeded', progress: { ...progress, done: 300 } } });
  await expect.element(bar()).toHaveAttribute('aria-valuenow', '100');
});

test('a bar without a total has no number and tells what is done', async () => {
  await show('running', { done: 42, total: null });
  await expect.element(bar()).not.toHaveAttribute('aria-valuenow');
  await expect.element(bar()).toHaveAttribute('aria-valuetext', '42 photos');
});

import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { aJob } from '../testing/a-job.ts';
import { noCounts, showInHouse } from '../testing/show-in-house.ts';
import Foretold from './Foretold.svelte';

test('the page of a job says how far off the time left was for this task', async () => {
  const off = (foretold: number) => aJob({ state: 'succeeded', estimates: [{ percent: 50, foretold, came: 100 }] });
  const list = async () => ({ jobs: [off(92), off(110), off(130), aJob({ state: 'partial' })], next: null, counts: noCounts });
  await showInHouse(Foretold, { task: 'photos.shift-dates' }, { jobs: { list } });
  await expect.element(page.getByText('10 %')).toHaveAttribute('title', 'The median of 3 jobs of this task');
});

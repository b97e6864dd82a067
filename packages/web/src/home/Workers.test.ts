import type { WorkerInfo } from '@milepost/core/model';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { info, showInHouse } from '../testing/show-in-house.ts';
import Workers from './Workers.svelte';

const worker: WorkerInfo = {
  id: 'barn:7',
  machine: 'barn',
  pid: 7,
  version: '1.2.3',
  startedAt: 0,
  seenAt: Date.now(),
  jobs: ['a', 'b'],
  threads: 4,
  tasks: [],
  differs: [],
};

test('those who work are listed, with what they have in hand and when they were heard of', async () => {
  const workers = [worker, { ...worker, id: 'mill:8', machine: 'mill', jobs: [], seenAt: Date.now() - 120_000 }];
  await showInHouse(Workers, {}, { system: { info: async () => ({ ...info, engine: 'bullmq', workers }) } });
  const rows = page.getByRole('listitem');
  await expect.element(rows.nth(0)).toHaveTextContent('barn 2 jobs Milepost 1.2.3 heard of just now');
  await expect.element(rows.nth(1)).toHaveTextContent('mill free Milepost 1.2.3 heard of 2 min ago');
});

test('of a server that works alone nobody is listed', async () => {
  const { house } = await showInHouse(Workers, {}, { system: { info: async () => ({ ...info, workers: [worker] }) } });
  await expect.poll(() => house.about.current).toBeDefined();
  await expect.element(page.getByRole('listitem')).not.toBeInTheDocument();
});

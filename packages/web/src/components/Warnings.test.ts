import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { info, showInHouse } from '../testing/show-in-house.ts';
import Warnings from './Warnings.svelte';

test('what the server warns of is told on the page', async () => {
  const warnings = ['2 jobs wait and nobody works.'];
  await showInHouse(Warnings, {}, { system: { info: async () => ({ ...info, engine: 'bullmq', warnings }) } });
  await expect.element(page.getByText('2 jobs wait and nobody works.')).toBeVisible();
});

test('a server that is alone is asked but once', async () => {
  let asked = 0;
  const answer = async () => {
    asked++;
    return info;
  };
  const { house } = await showInHouse(Warnings, {}, { system: { info: answer } });
  await expect.poll(() => house.about.current).toBeDefined();
  expect(asked).toBe(1);
});

import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import PlanRow from './PlanRow.svelte';

const row = { included: true, disabled: false, toggle: () => {} };
const pictures = () => document.querySelectorAll('img');

test('an item with a picture shows it beside its label, which is its name', async () => {
  const item = { key: 'a', label: 'IMG_1.jpg', change: 'rotate', image: '/photos/a b&c.jpg' };
  await render(PlanRow, { ...row, item, pictured: 7 });
  await expect.element(page.getByRole('checkbox', { name: 'IMG_1.jpg', exact: true })).toBeChecked();
  await expect.poll(() => pictures().length, { timeout: 10_000 }).toBe(1);
  const [picture] = pictures();
  const asked = new URL(picture?.src ?? '', location.origin);
  expect([asked.pathname, asked.searchParams.get('path'), asked.searchParams.get('v')]).toEqual([
    '/files/thumbnail',
    '/photos/a b&c.jpg',
    '7',
  ]);
  expect(picture?.alt).toBe('');
});

test('where there is no picture a frame keeps its place, and nothing is broken to see', async () => {
  const item = { key: 'a', label: 'IMG_1.jpg', image: '/nowhere.jpg' };
  const { rerender } = await render(PlanRow, { ...row, item, pictured: 7 });
  const frame = document.querySelector('.frame');
  const { width, height } = frame?.getBoundingClientRect() ?? {};
  expect([width, height]).toEqual([56, 56]);
  // No server is here to answer, so what comes is no picture.
  await expect.poll(() => pictures().length, { timeout: 10_000 }).toBe(0);
  expect(frame?.getBoundingClientRect()).toMatchObject({ width, height });
  await rerender({ ...row, item: { key: 'a', label: 'IMG_1.jpg' }, pictured: 7 });
  expect(document.querySelectorAll('.frame')).toHaveLength(1);
  await rerender({ ...row, item: { key: 'a', label: 'IMG_1.jpg' }, pictured: null });
  expect(document.querySelectorAll('.frame')).toHaveLength(0);
});

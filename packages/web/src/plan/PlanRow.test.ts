import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { askedPictures } from '../testing/asked-pictures.ts';
import PlanRow from './PlanRow.svelte';

const row = { included: true, disabled: false, toggle: () => {} };
const frames = () => document.querySelectorAll('.frame');

test('an item with a picture shows it beside its label, which is its name', async () => {
  const item = { key: 'a', label: 'IMG_1.jpg', change: 'rotate', image: '/photos/a b&c.jpg' };
  await render(PlanRow, { ...row, item, pictured: 7 });
  await expect.element(page.getByRole('checkbox', { name: 'IMG_1.jpg', exact: true })).toBeChecked();
  await expect.poll(askedPictures, { timeout: 10_000 }).toContainEqual({ path: '/photos/a b&c.jpg', version: '7' });
  expect(frames()[0]?.ariaHidden).toBe('true');
});

test('where there is no picture a frame keeps its place, and in a plan without any there is none', async () => {
  const item = { key: 'a', label: 'IMG_1.jpg', image: '/nowhere.jpg' };
  const { rerender } = await render(PlanRow, { ...row, item, pictured: 8 });
  const size = () => [frames()[0]?.getBoundingClientRect().width, frames()[0]?.getBoundingClientRect().height];
  expect(size()).toEqual([56, 56]);
  await expect.poll(askedPictures, { timeout: 10_000 }).toContainEqual({ path: '/nowhere.jpg', version: '8' });
  await expect.poll(() => document.querySelectorAll('img').length, { timeout: 10_000 }).toBe(0);
  expect(size()).toEqual([56, 56]);
  await rerender({ ...row, item: { key: 'a', label: 'IMG_1.jpg' }, pictured: 8 });
  expect(frames()).toHaveLength(1);
  await rerender({ ...row, item: { key: 'a', label: 'IMG_1.jpg' }, pictured: null });
  expect(frames()).toHaveLength(0);
});

import { createRawSnippet } from 'svelte';
import { expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../tokens.css';
import LongList from './LongList.svelte';

const row = createRawSnippet((item: () => unknown) => ({ render: () => `<span>item ${item()}.</span>` }));
const items = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test('a move up is told from one that rows made which came, went or were measured', async () => {
  const onscroll = vi.fn<(fromTop: number, toEnd: number, up: boolean) => void>();
  const list = { keyOf: (item: number) => item, label: 'Items', row, onscroll };
  const shown = await render(LongList<number>, { ...list, items: items(300), toEnd: true });
  const box = page.getByRole('region', { name: 'Items' });
  await expect.element(box.getByText('item 300.')).toBeInViewport();
  await shown.rerender({ ...list, items: items(400), toEnd: true });
  await expect.element(box.getByText('item 400.')).toBeInViewport();
  await shown.rerender({ ...list, items: items(200), toEnd: true });
  await expect.element(box.getByText('item 200.')).toBeInViewport();
  expect(onscroll).toHaveBeenCalled();
  expect(onscroll.mock.calls.filter(([, , up]) => up)).toEqual([]);
  const away = onscroll.mock.calls.filter(([, toEnd]) => toEnd > 24);
  expect(away, 'the list was on its way to the end').not.toEqual([]);

  box.element().scrollTop -= 100;
  await expect.poll(() => onscroll.mock.calls.some(([, , up]) => up)).toBe(true);
});

import type { Plan } from '@milepost/core/model';
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../tokens.css';
import '../base.css';
import PlanView from './PlanView.svelte';
import { PlanDraft } from './plan-draft.svelte.ts';

const input = { folder: '/photos' };

function planOf(count: number): Plan {
  const items = Array.from({ length: count }, (_, index) => ({
    key: `k${index}`,
    label: `IMG_${index}.jpg`,
    ...(index % 10 === 9 ? { skip: 'is upright' } : { change: index % 2 === 0 ? 'rotate 90°' : 'turn over' }),
  }));
  return { items, total: count, more: false };
}

async function show(plan: Plan) {
  const draft = new PlanDraft({ plan: async () => plan }, 'photos.fix-orientation');
  await draft.load(input);
  await render(PlanView, { plan: draft, unit: 'photo', stale: false });
  await expect.element(page.getByText('IMG_0.jpg')).toBeVisible();
  return draft;
}

const box = (index: number) => page.getByRole('checkbox', { name: `IMG_${index}.jpg`, exact: true });

test('a plan of ten thousand makes only what is in sight, and its end is one key away', async () => {
  const draft = await show(planOf(10_000));
  const list = page.getByRole('region', { name: 'All items' });
  expect(list.getByRole('listitem').elements().length).toBeLessThan(60);
  list.element().focus();
  await userEvent.keyboard('{End}');
  await expect.element(box(9998)).toBeVisible();
  await box(9998).click();
  expect(draft.optionsFor(input)).toEqual({ except: ['k9998'] });
  await expect.element(page.getByText('10,000 photos, 1,000 of them need nothing, 1 left out')).toBeVisible();
});

test('with Shift all between two boxes are left out', async () => {
  const draft = await show(planOf(30));
  await box(1).click();
  await userEvent.keyboard('{Shift>}');
  await box(4).click();
  await userEvent.keyboard('{/Shift}');
  expect(draft.leftOut).toBe(4);
  expect(draft.chosen).toBe(23);
  expect(draft.startWord(input, 'photo')).toBe('Start with 23 photos');
});

test('what would change the same is chosen together, and the shorter list is sent', async () => {
  const draft = await show(planOf(20));
  const turned = page.getByRole('checkbox', { name: 'turn over 8' });
  await turned.click();
  expect(draft.optionsFor(input)).toEqual({ except: ['k1', 'k3', 'k5', 'k7', 'k11', 'k13', 'k15', 'k17'] });
  await page.getByRole('button', { name: 'None' }).click();
  await box(1).click();
  expect(draft.optionsFor(input)).toEqual({ only: ['k1'] });
  expect((turned.element() as HTMLInputElement).indeterminate).toBe(true); // a checkbox is an input
  await page.getByRole('button', { name: 'All', exact: true }).click();
  expect(draft.optionsFor(input)).toEqual({});
});

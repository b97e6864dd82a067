import { type JsonSchema, MilepostError } from '@milepost/core/model';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { FormDraft } from '../schema/form-draft.svelte.ts';
import { showInHouse } from '../testing/show-in-house.ts';
import SchemaFields from './SchemaFields.svelte';

const inputSchema: JsonSchema = {
  type: 'object',
  properties: {
    folder: { type: 'string', format: 'folder-path' },
    steps: { type: 'integer', minimum: 1, maximum: 60, default: 50, description: 'How many.' },
    recursive: { type: 'boolean', default: false },
    dates: { type: 'array', items: { type: 'string', enum: ['taken', 'made', 'changed'] }, default: ['taken', 'changed'] },
    order: { type: 'string', enum: ['old', 'new'], default: 'new' },
    camera: { type: 'object', properties: { model: { type: 'string' } } },
  },
  required: ['folder', 'steps', 'recursive', 'order'],
};

async function show() {
  const draft = new FormDraft({ inputSchema }, new URLSearchParams(), ['/photos']);
  await showInHouse(SchemaFields, { fields: draft.fields, draft, roots: ['/photos'] });
  return draft;
}

test('a form opens with its defaults, its bounds and the only root there is', async () => {
  await show();
  await expect.element(page.getByLabelText('Folder')).toHaveValue('/photos');
  const steps = page.getByRole('spinbutton', { name: 'Steps' });
  await expect.element(steps).toHaveValue(50);
  await expect.element(steps).toHaveAttribute('max', '60');
  await expect.element(steps).toHaveAccessibleDescription('How many. From 1 to 60.');
  await expect.element(page.getByRole('checkbox', { name: 'Recursive' })).not.toBeChecked();
  await expect.element(page.getByRole('combobox', { name: 'Order' })).toHaveValue('new');
  await expect.element(page.getByRole('group', { name: 'Camera' })).toBeVisible();
});

test('what is filled in becomes the input', async () => {
  const draft = await show();
  await page.getByRole('spinbutton', { name: 'Steps' }).fill('7');
  await page.getByRole('checkbox', { name: 'Recursive' }).click();
  const dates = page.getByRole('group', { name: 'Dates' });
  await expect.element(dates.getByRole('checkbox', { name: 'taken' })).toBeChecked();
  await dates.getByRole('checkbox', { name: 'changed' }).click();
  await dates.getByRole('checkbox', { name: 'made' }).click();
  await page.getByRole('combobox', { name: 'Order' }).selectOptions('old');
  await page.getByRole('textbox', { name: 'Model' }).fill('X100');
  expect(draft.input).toEqual({
    folder: '/photos',
    steps: 7,
    recursive: true,
    dates: ['taken', 'made'],
    order: 'old',
    camera: { model: 'X100' },
  });
});

test('what the server finds wrong stands at its field until that is changed', async () => {
  const draft = await show();
  const issues = [{ path: ['steps'], message: 'Too many.' }];
  expect(draft.refused(new MilepostError('INVALID_INPUT', 'The input is wrong.', { issues }))).toBe(true);
  const steps = page.getByRole('spinbutton', { name: 'Steps' });
  await expect.element(steps).toHaveAttribute('aria-invalid', 'true');
  await expect.element(steps).toHaveAccessibleDescription('How many. From 1 to 60. Too many.');
  await steps.fill('7');
  await expect.element(page.getByText('Too many.')).not.toBeInTheDocument();
});

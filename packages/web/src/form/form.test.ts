import { emptyProgress, type FileQuery, type JsonSchema, type TaskInfo } from '@milepost/core/model';
import { beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { FormDraft } from '../schema/form-draft.svelte.ts';
import { aJob } from '../testing/a-job.ts';
import { noCounts, showInHouse } from '../testing/show-in-house.ts';
import SchemaFields from './SchemaFields.svelte';
import TaskForm from './TaskForm.svelte';

const task: TaskInfo = {
  name: 'photos.wait',
  title: 'Wait',
  description: '',
  kind: 'task',
  unit: 'photo',
  undoable: false,
  readOnly: false,
  inputSchema: {
    type: 'object',
    properties: {
      folder: { type: 'string', format: 'folder-path' },
      pause: { type: 'string', format: 'duration' },
      at: { type: 'string', format: 'date-time' },
    },
    required: ['folder'],
  },
};

beforeEach(() => {
  localStorage.clear();
  history.replaceState(null, '', location.pathname);
});

test('a folder is chosen by going there, and a length of time as one says it', async () => {
  const started: unknown[] = [];
  const list = async ({ path }: FileQuery = {}) => {
    const folder = (name: string, at: string) => ({ name, path: at, kind: 'folder' as const, size: null, modified: 0 });
    if (path === undefined) return { path: null, parent: null, entries: [folder('photos', '/photos')], more: false };
    return { path, parent: null, entries: path === '/photos' ? [folder('Summer', '/photos/Summer')] : [], more: false };
  };
  const start = async (_: string, input: unknown) => {
    started.push(input);
    return { id: 'j1' } as never; // the page looks only at the id
  };
  await showInHouse(TaskForm, { task, roots: ['/photos', '/more'] }, { files: { list }, start });
  await page.getByRole('button', { name: 'Browse…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Choose a folder' });
  await dialog.getByRole('button', { name: '/photos' }).click();
  await dialog.getByRole('button', { name: 'Summer' }).click();
  await expect.element(dialog.getByText('There are no folders in it.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Choose this folder' }).click();
  await expect.element(page.getByRole('combobox', { name: 'Folder' })).toHaveValue('/photos/Summer');
  await page.getByRole('textbox', { name: 'Pause' }).fill('1h 30m');
  await page.getByRole('textbox', { name: 'At' }).fill('2026-01-31T12:00');
  await page.getByRole('button', { name: 'Start' }).click();
  const at = new Date('2026-01-31T12:00').toISOString();
  await expect.poll(() => started).toEqual([{ folder: '/photos/Summer', pause: 'PT1H30M', at }]);
  history.replaceState(null, '', '/');
});

test('what was started before is filled in again with one press', async () => {
  localStorage.setItem('milepost.recent.photos.wait', JSON.stringify([{ folder: '/more/Winter', pause: 'PT5M' }]));
  await showInHouse(TaskForm, { task, roots: [] });
  await page.getByRole('button', { name: 'Winter · PT5M' }).click();
  await expect.element(page.getByRole('textbox', { name: 'Folder' })).toHaveValue('/more/Winter');
  await expect.element(page.getByRole('textbox', { name: 'Pause' })).toHaveValue('5m');
  await page.getByRole('button', { name: 'Forget' }).click();
  await expect.element(page.getByText('As before:')).not.toBeInTheDocument();
});

test('while a job with the same input goes on, the button and a sentence say so', async () => {
  const progress = { ...emptyProgress('photo'), total: 10, done: 4 };
  const job = aJob({ id: 'q1', task: task.name, input: { folder: '/photos' }, progress });
  async function* feed() {
    yield { type: 'snapshot' as const, jobs: [job], counts: noCounts };
  }
  await showInHouse(TaskForm, { task, roots: ['/photos'] }, { feed });
  await expect.element(page.getByText('A job with this input is running (40 %)')).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Start once more' })).toBeVisible();
  await page.getByRole('combobox', { name: 'Folder' }).fill('/other');
  await expect.element(page.getByRole('button', { name: 'Start', exact: true })).toBeVisible();
});

test('a list of objects is filled in row by row, and opens again as it was', async () => {
  const rename: JsonSchema = {
    type: 'object',
    properties: {
      rules: {
        type: 'array',
        items: {
          type: 'object',
          properties: { from: { type: 'string' }, times: { type: 'integer', default: 1 }, all: { type: 'boolean' } },
          required: ['from'],
        },
      },
    },
  };
  const draft = new FormDraft({ inputSchema: rename }, new URLSearchParams(), []);
  await showInHouse(SchemaFields, { fields: draft.fields, draft, roots: [] });
  const rules = page.getByRole('group', { name: 'Rules' });
  await rules.getByRole('button', { name: 'Add one' }).click();
  await rules.getByRole('button', { name: 'Add one' }).click();
  await rules.getByRole('textbox', { name: 'From' }).nth(1).fill('b');
  await rules.getByRole('spinbutton', { name: 'Times' }).nth(1).fill('3');
  await rules.getByRole('checkbox', { name: 'All' }).nth(1).click();
  await rules.getByRole('button', { name: 'Remove 1' }).click();
  const input = { rules: [{ from: 'b', times: 3, all: true }] };
  expect(draft.input).toEqual(input);
  expect(new FormDraft({ inputSchema: rename }, draft.query, []).input).toEqual(input);
  draft.fill(input);
  expect(draft.input).toEqual(input);
});

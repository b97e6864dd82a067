import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineTask } from '../define/define-task.ts';
import { defineTasks } from '../define/define-tasks.ts';
import { filePath, folderPath } from '../define/paths.ts';
import { makeFolder } from '../testing/open.ts';
import { createCatalog, findTask } from './catalog.ts';
import { checkInput, checkRequest } from './input.ts';

const named = (input: z.ZodType, name = 'test.task') =>
  defineTasks('file:///nowhere.js', { [name]: defineTask({ title: 'A task', input, run: () => {} }) });

test('a task whose input cannot be a form is refused by name when it is registered', () => {
  expect(() => createCatalog([named(z.object({ when: z.date() }))])).toThrow('"test.task" cannot be written as JSON Schema');
  expect(() => createCatalog([named(z.string())])).toThrow('The input of the task "test.task" is to be an object');
  expect(() => createCatalog([named(z.object({})), named(z.object({}))])).toThrow('Two tasks are called "test.task"');
  expect(() => named(z.object({}), 'Bad Name')).toThrow('"Bad Name" is not');
});

test('a task is found by its own name alone', () => {
  const catalog = createCatalog([named(z.object({}))]);
  expect(findTask(catalog, 'test.task').info).toMatchObject({ title: 'A task', kind: 'task', unit: 'step' });
  for (const name of ['__proto__', 'constructor', 'toString']) expect(() => findTask(catalog, name)).toThrow(`no task "${name}"`);
});

test('paths are let only into the allowed roots, by real path', async () => {
  const folder = await makeFolder();
  const root = join(folder, 'photos');
  await mkdir(join(root, 'sub'), { recursive: true });
  await mkdir(join(folder, 'photos-private'));
  await writeFile(join(root, 'one.txt'), '');
  await symlink(folder, join(root, 'out'));
  const schema = z.object({ folder: folderPath().optional(), more: z.array(z.object({ file: filePath() })).default([]) });
  const task = findTask(createCatalog([named(schema)]), 'test.task');
  const check = (input: unknown) => checkInput(task, input, [root]);
  await expect(check({ folder: join(root, 'sub'), more: [{ file: join(root, 'one.txt') }] })).resolves.toBeTruthy();
  await expect(check({ folder: root })).resolves.toBeTruthy();
  for (const outside of [
    folder,
    join(root, '..'),
    join(folder, 'photos-private'),
    join(root, 'out'),
    '/',
    'photos',
    `${root}\0`,
  ]) {
    await expect(check({ folder: outside })).rejects.toMatchObject({
      reason: 'PATH_NOT_ALLOWED',
      issues: [{ path: ['folder'] }],
    });
  }
  await expect(check({ folder: join(root, 'none') })).rejects.toMatchObject({ reason: 'PATH_NOT_FOUND' });
  const folderForFile = check({ more: [{ file: root }] });
  await expect(folderForFile).rejects.toMatchObject({ reason: 'PATH_NOT_FOUND', issues: [{ path: ['more', 0, 'file'] }] });
});

test('what is wrong with an input is said field by field', async () => {
  const task = findTask(createCatalog([named(z.object({ steps: z.number().max(5), name: z.string() }))]), 'test.task');
  await expect(checkInput(task, { steps: 9 }, null)).rejects.toMatchObject({
    reason: 'INVALID_INPUT',
    issues: [{ path: ['steps'] }, { path: ['name'], message: 'It is required.' }],
  });
});

test('a request is checked before anything is open', async () => {
  const lists = [named(z.object({ folder: folderPath() }))];
  const check = (task: string, folder: unknown) => checkRequest(lists, { task, input: { folder } });
  await expect(check('test.task', await makeFolder())).resolves.toBeUndefined();
  await expect(check('test.task', 3)).rejects.toMatchObject({ reason: 'INVALID_INPUT', issues: [{ path: ['folder'] }] });
  await expect(check('test.task', '/no/such')).rejects.toMatchObject({ reason: 'PATH_NOT_FOUND' });
  await expect(check('constructor', '/')).rejects.toMatchObject({ reason: 'TASK_NOT_FOUND' });
});

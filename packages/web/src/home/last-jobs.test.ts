import type { JsonSchema, TaskInfo } from '@milepost/core/model';
import { expect, test } from 'vitest';
import { firstTask } from './last-jobs.ts';

function task(name: string, kind: TaskInfo['kind'], undoable: boolean, inputSchema: JsonSchema): TaskInfo {
  return { name, title: name, description: '', kind, unit: 'photo', undoable, readOnly: false, inputSchema };
}
const folder = { type: 'object', properties: { folder: { type: 'string', format: 'folder-path' } }, required: ['folder'] };
const steps = { type: 'object', properties: { steps: { type: 'integer', default: 5 } }, required: ['steps'] };
const word = { type: 'object', properties: { word: { type: 'string' } }, required: ['word'] };

test('the first task is one that needs nothing to be filled in, and changes nothing if there is such a one', () => {
  const tasks = [task('ask', 'batch', false, word), task('wait', 'task', false, steps), task('turn', 'batch', true, folder)];
  expect(firstTask(tasks, ['/photos'])?.name).toBe('turn');
  expect(firstTask([...tasks, task('look', 'batch', false, folder)], ['/photos'])?.name).toBe('look');
  expect(firstTask(tasks, ['/photos', '/more'])?.name).toBe('wait');
  expect(firstTask([tasks[0] as TaskInfo], null)).toBeNull(); // there is one
});

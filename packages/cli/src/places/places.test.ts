import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dataFolder } from './data-folder.ts';
import { findServerNote, leaveServerNote } from './server-note.ts';
import { loadTasks } from './task-modules.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'milepost-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('the data folder is where the operating system keeps such things, unless told', () => {
  expect(dataFolder(undefined, {}, 'linux', '/home/me')).toBe('/home/me/.local/share/milepost');
  expect(dataFolder(undefined, { XDG_DATA_HOME: '/data' }, 'linux', '/home/me')).toBe('/data/milepost');
  expect(dataFolder(undefined, { XDG_DATA_HOME: 'data' }, 'linux', '/home/me')).toBe('/home/me/.local/share/milepost');
  expect(dataFolder(undefined, {}, 'darwin', '/Users/me')).toBe('/Users/me/Library/Application Support/Milepost');
  expect(dataFolder(undefined, { MILEPOST_DATA: '/mine' }, 'linux', '/home/me')).toBe('/mine');
  expect(dataFolder('/told', { MILEPOST_DATA: '/mine' }, 'linux', '/home/me')).toBe('/told');
});

test('a server is found by its note, which only this user may read, until it is gone', async () => {
  const note = { pid: process.pid, url: 'http://localhost:1', token: 'secret' };
  const remove = await leaveServerNote(folder, note);
  expect(await findServerNote(folder)).toEqual(note);
  if (process.platform !== 'win32') expect((await stat(join(folder, 'server.json'))).mode & 0o777).toBe(0o600);
  await remove();
  expect(await findServerNote(folder)).toBeNull();
});

test('the note of a process that has died counts for nothing, nor does one that is broken', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  await leaveServerNote(folder, { pid, url: 'http://localhost:1', token: 'secret' });
  expect(await findServerNote(folder)).toBeNull();
  await writeFile(join(folder, 'server.json'), '{"pid":');
  expect(await findServerNote(folder)).toBeNull();
});

test('a server leaves the note of another alone', async () => {
  const remove = await leaveServerNote(folder, { pid: 1, url: 'http://localhost:1', token: 'old' });
  const note = { pid: process.pid, url: 'http://localhost:2', token: 'new' };
  await leaveServerNote(folder, note);
  await remove();
  expect(await findServerNote(folder)).toEqual(note);
});

test('a task module is loaded by its path, and what is wrong with one is said', async () => {
  await writeFile(join(folder, 'good.mjs'), 'export default { url: import.meta.url, tasks: {} };');
  await writeFile(join(folder, 'none.mjs'), 'export const a = 1;');
  await writeFile(join(folder, 'single.mjs'), "export default { kind: 'task' };");
  await writeFile(join(folder, 'broken.mjs'), 'export default ;');
  const lists = await loadTasks(['./good.mjs'], folder);
  expect(lists.map(({ tasks }) => Object.keys(tasks).length > 0)).toEqual([true, true, false]);
  await expect(loadTasks(['none.mjs'], folder)).rejects.toThrow('It has no default export.');
  await expect(loadTasks(['single.mjs'], folder)).rejects.toThrow('It exports a single task, which needs a name in defineTasks.');
  await expect(loadTasks(['broken.mjs'], folder)).rejects.toThrow('The task module "broken.mjs" cannot be loaded: ');
  await expect(loadTasks(['./missing.mjs'], folder)).rejects.toThrow('There is no task module at ');
  await expect(loadTasks(['no-such-package'], folder)).rejects.toThrow('neither a file nor a package called "no-such-package"');
});

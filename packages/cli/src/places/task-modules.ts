import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TaskList } from '@milepost/core';
import { WrongUse } from '../exit-code.ts';

/** The tasks that come with Milepost and those of the modules named, by path or as packages of the current folder. */
export async function loadTasks(modules: readonly string[] = [], folder: string = process.cwd()): Promise<TaskList[]> {
  const [demo, photos, ...own] = await Promise.all([
    import('@milepost/core/demo'),
    import('@milepost/photos'),
    ...modules.map((name) => loadModule(name, folder)),
  ]);
  return [demo.default, photos.default, ...own];
}

async function loadModule(name: string, folder: string): Promise<TaskList> {
  const [url, { isTypeScript, loadTypeScript }] = await Promise.all([locate(name, folder), import('@milepost/core')]);
  if (isTypeScript(url)) loadTypeScript();
  const loaded: { default?: unknown } = await import(url).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WrongUse(`The task module "${name}" cannot be loaded: ${reason}`, { cause: error });
  });
  const expected = `The task module "${name}" must have a task list as its default export: export default defineTasks(import.meta.url, { … })`;
  if (loaded.default === undefined) throw new WrongUse(`${expected}. It has no default export.`);
  if (!isTaskList(loaded.default)) throw new WrongUse(`${expected}. It exports ${kindOf(loaded.default)}.`);
  return loaded.default;
}

async function locate(name: string, folder: string): Promise<string> {
  const file = resolve(folder, name);
  if (await exists(file)) return pathToFileURL(file).href;
  if (/^[./]|\.[cm]?[jt]s$/.test(name)) throw new WrongUse(`There is no task module at ${file}.`);
  try {
    return pathToFileURL(createRequire(join(folder, 'package.json')).resolve(name)).href;
  } catch (error) {
    throw new WrongUse(`There is neither a file nor a package called "${name}" here.`, { cause: error });
  }
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

function isTaskList(value: unknown): value is TaskList {
  return typeof value === 'object' && value !== null && 'url' in value && typeof value.url === 'string' && 'tasks' in value;
}

function kindOf(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'kind' in value) return 'a single task, which needs a name in defineTasks';
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
}

import { z } from 'zod';
import type { Definition, TaskList } from '../define/define-tasks.ts';
import { emptyProgress, type JsonSchema, MilepostError, type Progress, type TaskInfo } from '../model/index.ts';

/** A task that can be started, and the module that a thread loads it from. */
export interface CatalogTask {
  readonly info: TaskInfo;
  readonly definition: Definition;
  readonly url: string;
  /** How far a job of it is that has not begun: one and the same for all of them. */
  readonly unbegun: Progress;
}

/** All tasks by name. A Map, so that a task called `constructor` is not found. */
export type Catalog = ReadonlyMap<string, CatalogTask>;

/**
 * Puts lists of tasks together and makes the JSON Schemas.
 * @throws MilepostError `INVALID_TASK`, by name, for one that cannot be shown as a form or whose name is taken
 */
export function createCatalog(lists: readonly TaskList[]): Catalog {
  const catalog = new Map<string, CatalogTask>();
  for (const { url, tasks } of lists) {
    for (const [name, definition] of Object.entries(tasks)) {
      if (catalog.has(name)) throw new MilepostError('INVALID_TASK', `Two tasks are called "${name}".`);
      catalog.set(name, { info: describe(name, definition), definition, url, unbegun: emptyProgress(definition.unit) });
    }
  }
  return new Map([...catalog].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/**
 * What is told of the tasks of these lists, in the order of their names; nothing is opened.
 * @throws MilepostError `INVALID_TASK`, by name
 */
export function describeTasks(lists: readonly TaskList[]): TaskInfo[] {
  return [...createCatalog(lists).values()].map(({ info }) => info);
}

/** @throws MilepostError `TASK_NOT_FOUND` */
export function findTask(catalog: Catalog, name: string): CatalogTask {
  const task = catalog.get(name);
  if (task === undefined) throw new MilepostError('TASK_NOT_FOUND', `There is no task "${name}".`);
  return task;
}

function describe(name: string, definition: Definition): TaskInfo {
  const { title, description, kind, unit } = definition;
  const undoable = definition.kind === 'batch' && definition.undo !== null;
  const readOnly = definition.readOnly ?? false;
  return { name, title, description, kind, unit, undoable, readOnly, inputSchema: jsonSchema(name, definition.input) };
}

function jsonSchema(name: string, input: z.ZodType): JsonSchema {
  let schema: JsonSchema;
  try {
    schema = z.toJSONSchema(input, { io: 'input' }) as JsonSchema; // it is JSON: zod's type says less
  } catch (cause) {
    const message = `The input of the task "${name}" cannot be written as JSON Schema: ${(cause as Error).message}`; // zod throws Errors
    throw new MilepostError('INVALID_TASK', message, { cause });
  }
  if (schema.type !== 'object') {
    throw new MilepostError('INVALID_TASK', `The input of the task "${name}" is to be an object, z.object({ … }).`);
  }
  return schema;
}

import { MilepostError } from '../model/index.ts';
import type { BatchDefinition } from './define-batch.ts';
import type { TaskDefinition } from './define-task.ts';

/** A definition of any kind. */
// biome-ignore lint/suspicious/noExplicitAny: a list holds tasks of every type of input and result
export type Definition = TaskDefinition<any, any> | BatchDefinition<any, any>; // any: a list holds tasks of every type

export type Definitions = { readonly [name: string]: Definition };

/** Tasks under their names, and the module that holds them, so that a thread can load them. */
export interface TaskList<Named extends Definitions = Definitions> {
  readonly url: string;
  readonly tasks: Named;
}

const namePattern = /^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*$/;

/**
 * Names tasks. Make it the default export of its module, which threads load by `url`.
 * @throws MilepostError `INVALID_TASK` for a name that is not words of a-z, 0-9 and `-` with dots between them.
 * @example export default defineTasks(import.meta.url, { 'demo.sleep': sleep });
 */
export function defineTasks<const Named extends Definitions>(url: string, tasks: Named): TaskList<Named> {
  for (const name of Object.keys(tasks)) {
    if (!namePattern.test(name)) {
      throw new MilepostError('INVALID_TASK', `A task is named like "photos.shift-dates"; "${name}" is not.`);
    }
  }
  return { url, tasks };
}

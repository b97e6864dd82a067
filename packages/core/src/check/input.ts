import type { z } from 'zod';
import type { TaskList } from '../define/define-tasks.ts';
import { type InputIssue, type Json, MilepostError } from '../model/index.ts';
import { type CatalogTask, createCatalog, findTask } from './catalog.ts';
import { checkPath, pathsOf } from './paths.ts';

/**
 * The one check of an input: the task's own schema, then every path in it against the allowed roots.
 * @throws MilepostError `INVALID_INPUT` with zod's issues, `PATH_NOT_ALLOWED`, `PATH_NOT_FOUND`
 */
export async function checkInput(task: CatalogTask, input: unknown, roots: readonly string[] | null): Promise<Json> {
  const checked = await task.definition.input.safeParseAsync(input ?? {});
  if (!checked.success) {
    const issues = checked.error.issues.map(toIssue);
    const sentence = issues.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message)).join(' ');
    throw new MilepostError('INVALID_INPUT', sentence, { issues });
  }
  const json = checked.data as Json; // from JSON, by a schema that JSON Schema can say
  for (const found of pathsOf(task.info.inputSchema, json)) await checkPath(found, roots);
  return json;
}

/**
 * The same check for who has nothing open yet, where tasks may work in any folder.
 * @throws MilepostError `TASK_NOT_FOUND`, `INVALID_INPUT` with zod's issues, `PATH_NOT_FOUND`
 * @example await checkRequest([tasks], { task: 'demo.sleep', input: { steps: 3 } });
 */
export async function checkRequest(lists: readonly TaskList[], request: { task: string; input: unknown }): Promise<void> {
  const holders = lists.filter(({ tasks }) => Object.hasOwn(tasks, request.task));
  await checkInput(findTask(createCatalog(holders), request.task), request.input, null);
}

function toIssue(issue: z.core.$ZodIssue): InputIssue {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  return { path, message: sentence(issue.message) };
}

/** zod's words, made a sentence for who has forgotten a field. */
function sentence(message: string): string {
  if (message.endsWith('received undefined')) return 'It is required.';
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

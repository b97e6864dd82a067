import type { Json, TaskInfo } from '@milepost/core/model';
import { taskPath } from '../router/routes.ts';
import { draftQuery, writeDraft } from './draft.ts';
import { asSchema } from './field.ts';
import { fieldsOf } from './fields.ts';

/** The address of a task's form, filled in with an input. */
export function inputPath(task: Pick<TaskInfo, 'name' | 'inputSchema'>, input: Json): string {
  const fields = fieldsOf(task.inputSchema);
  const query = draftQuery(fields, writeDraft(fields, asSchema(input) ?? {})).toString();
  return query ? `${taskPath(task.name)}?${query}` : taskPath(task.name);
}

import { type Catalog, findTask } from '../check/catalog.ts';
import type { Perform } from '../engine.ts';
import { JobWork } from './job-work.ts';
import type { Workplace } from './workbench.ts';

/** Does jobs in the threads of this process. */
export function createRunner(catalog: Catalog, place: Workplace): Perform {
  return (assignment, line) => new JobWork(assignment, findTask(catalog, assignment.task), line, place);
}

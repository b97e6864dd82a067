import { defineTasks } from '@milepost/core';
import { tidyNames } from './tidy-names.ts';

/** All tasks of this project, by name. Threads load this module by its URL. */
export default defineTasks(import.meta.url, {
  'files.tidy-names': tidyNames,
});

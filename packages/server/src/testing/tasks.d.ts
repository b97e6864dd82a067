import type { TaskList } from '@milepost/core';

declare const tasks: TaskList;
export default tasks;

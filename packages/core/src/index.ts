export type * from './define/context.ts';
export { type BatchDefinition, defineBatch } from './define/define-batch.ts';
export { defineTask, type TaskDefinition } from './define/define-task.ts';
export { type Definition, type Definitions, defineTasks, type TaskList } from './define/define-tasks.ts';
export { filePath, folderPath } from './define/paths.ts';
export { range } from './define/range.ts';
export { type Milepost, type MilepostOptions, openMilepost, type WatchOptions } from './milepost.ts';
export * from './model/index.ts';

export * from './error.ts';
export * from './event.ts';
export * from './item.ts';
export * from './job.ts';
export * from './progress.ts';
export * from './state.ts';
export * from './system.ts';
export * from './task.ts';

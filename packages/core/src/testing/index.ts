export { default as testTasks } from './tasks.ts';

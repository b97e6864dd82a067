import { defineTasks } from '../define/define-tasks.ts';
import { crunch } from './crunch.ts';
import { sleep } from './sleep.ts';
import { stages } from './stages.ts';

export default defineTasks(import.meta.url, { 'demo.crunch': crunch, 'demo.sleep': sleep, 'demo.stages': stages });

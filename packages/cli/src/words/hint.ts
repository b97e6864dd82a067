import type { DataOption, TasksOption } from '../options.ts';

/** The options that a command needs to find the same jobs and tasks again, to be put behind it: ` --tasks ./tasks.js`. */
export function describeOptions({ data, tasks = [] }: DataOption & TasksOption): string {
  const words = [...(data === undefined ? [] : ['--data', data]), ...tasks.flatMap((module) => ['--tasks', module])];
  return words.map((word) => ` ${quote(word)}`).join('');
}

/** As a shell takes it for one word. */
function quote(word: string): string {
  return /^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

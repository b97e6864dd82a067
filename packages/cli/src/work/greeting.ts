import type { Worker } from '@milepost/core';
import { colours, wantsColour } from '../words/colours.ts';

/** What a worker says when it is there. */
export function describeWorking({ id, tasks, address }: Pick<Worker, 'id' | 'tasks' | 'address'>): string {
  const { bold, cyan, dim } = colours(wantsColour(process.stdout.isTTY));
  return [
    `${bold(id)} works at ${cyan(address)}`,
    '',
    `  Tasks  ${tasks.join(', ')}`,
    '',
    dim('Ctrl-C hands back what it has, and leaves.'),
    '',
  ].join('\n');
}

import type { Client } from '@milepost/client';
import type { Job } from '@milepost/core/model';
import { type Action, type ActionName, offeredActions } from '../format/actions.ts';
import { explainError } from '../live/refusal.ts';

/** Something that can be done with some of the chosen jobs. */
export interface BulkAction {
  readonly name: ActionName;
  readonly label: string;
  readonly look: Action['look'];
  /** What the button says before it is pressed a second time. */
  readonly sure: string | null;
  readonly jobs: readonly Job[];
}

const words: Readonly<Record<ActionName, string>> = {
  pause: 'Pause',
  resume: 'Resume',
  cancel: 'Cancel',
  retry: 'Try again',
  undo: 'Undo',
  remove: 'Remove',
};

/** What can be done with at least one of the jobs, and with which. */
export function bulkActions(jobs: readonly Job[]): BulkAction[] {
  const names = Object.keys(words) as ActionName[]; // Object.keys forgets the names: they are this literal's
  return names.flatMap((name) => {
    const fitting = jobs.filter((job) => offeredActions(job).some((action) => action.name === name));
    if (fitting.length === 0) return [];
    const look = name === 'cancel' || name === 'remove' ? 'danger' : 'plain';
    const sure = name === 'undo' ? `Yes, take back ${fitting.length === 1 ? 'one job' : `${fitting.length} jobs`}` : null;
    return [{ name, label: words[name], look, sure, jobs: fitting }];
  });
}

/** How many are asked for at once: the answers come as fast as the disk writes, and the server serves others too. */
const atOnce = 4;

/** Asks for it, job by job. Gives what was refused, in words. */
export async function doInBulk(client: Pick<Client, 'jobs'>, { name, jobs }: BulkAction): Promise<string[]> {
  const refusals: string[] = [];
  const waiting = [...jobs];
  const work = async () => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      try {
        await client.jobs[name](job.id);
      } catch (error) {
        refusals.push(`${job.title}: ${explainError(error).message}`);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return refusals;
}

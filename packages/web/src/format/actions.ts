import { isEnded, type Job, percentDone } from '@milepost/core/model';
import { formatUnits } from './number.ts';

export type ActionName = 'resume' | 'retry' | 'pause' | 'undo' | 'cancel' | 'remove';

/** What a person may have done with a job, as its button tells it. */
export interface Action {
  readonly name: ActionName;
  readonly label: string;
  /** The key that does it. */
  readonly key: string;
  /** What stands on the button until the server has answered. */
  readonly busy: string;
  /** What will come of it. */
  readonly told: string;
  readonly look: 'strong' | 'plain' | 'danger';
  /** What the button says before it is pressed a second time; null where once is enough. */
  readonly sure: string | null;
  /** For an error. */
  readonly refused: string;
}

/** What can be done with a job in its state; the first thing that one would want comes first. */
export function offeredActions(job: Job): Action[] {
  const { done, unit } = job.progress;
  const units = formatUnits(done, unit);
  if (!isEnded(job.state)) {
    const begun = done > 0 || (percentDone(job.progress) ?? 0) > 0;
    const told = begun ? 'What is done stays done; what is left is not touched.' : 'Nothing has been done yet.';
    return [job.state === 'paused' ? resume : pause, { ...cancel, told }];
  }
  const actions: Action[] = job.state === 'succeeded' ? [] : [job.state === 'partial' ? retryFailed : retry];
  if (job.undoable) {
    const told = `A new job takes back the ${units} that ${done === 1 ? 'was' : 'were'} done, newest first.`;
    actions.push({ ...undo, told, sure: `Yes, take back ${units}` });
  }
  return [...actions, remove];
}

const resume: Action = {
  name: 'resume',
  key: 'p',
  label: 'Resume',
  busy: 'Resuming…',
  told: 'It goes on where it stands.',
  look: 'strong',
  sure: null,
  refused: 'The job was not resumed',
};

const pause: Action = {
  name: 'pause',
  key: 'p',
  label: 'Pause',
  busy: 'Pausing…',
  told: 'It is held where it is until you resume it.',
  look: 'plain',
  sure: null,
  refused: 'The job was not paused',
};

const cancel: Omit<Action, 'told'> = {
  name: 'cancel',
  key: 'c',
  label: 'Cancel',
  busy: 'Cancelling…',
  look: 'danger',
  sure: null,
  refused: 'The job was not cancelled',
};

const retry: Action = {
  name: 'retry',
  key: 't',
  label: 'Try again',
  busy: 'Starting…',
  told: 'A new job does what failed or was left.',
  look: 'strong',
  sure: null,
  refused: 'No new job was started',
};

const retryFailed: Action = { ...retry, label: 'Try the failed ones again', told: 'A new job does those alone that failed.' };

const undo: Omit<Action, 'told' | 'sure'> = {
  name: 'undo',
  key: 'u',
  label: 'Undo',
  busy: 'Starting…',
  look: 'plain',
  refused: 'The job was not undone',
};

const remove: Action = {
  name: 'remove',
  key: 'Delete',
  label: 'Remove',
  busy: 'Removing…',
  told: 'The job and its log are forgotten; what it did stays done. For some seconds you can have it back.',
  look: 'danger',
  sure: null,
  refused: 'The job was not removed',
};

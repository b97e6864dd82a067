import { emptyProgress, type Job } from '@milepost/core/model';

/** A job that runs, but for what a test says of it. */
export function aJob(changes: Partial<Job> = {}): Job {
  return {
    id: 'j1',
    task: 'photos.shift-dates',
    title: 'Shift dates',
    input: {},
    state: 'running',
    progress: { ...emptyProgress('photo'), total: 100 },
    attempt: 1,
    createdAt: 1,
    startedAt: 1,
    finishedAt: null,
    result: null,
    error: null,
    worker: null,
    retryOf: null,
    undoOf: null,
    undoable: false,
    ...changes,
  };
}

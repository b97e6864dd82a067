import { emptyProgress, type Job } from '@milepost/core/model';
import { expect, test } from 'vitest';
import { offeredActions } from './actions.ts';

const job: Job = {
  id: 'j1',
  task: 'photos.shift-dates',
  title: 'Shift dates',
  input: {},
  state: 'running',
  progress: { ...emptyProgress('photo'), total: 25, done: 23 },
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
};

const offered = (changes: Partial<Job>) => offeredActions({ ...job, ...changes }).map(({ label }) => label);

test.each([
  ['queued', false, ['Pause', 'Cancel']],
  ['running', false, ['Pause', 'Cancel']],
  ['paused', false, ['Resume', 'Cancel']],
  ['succeeded', false, ['Remove']],
  ['succeeded', true, ['Undo', 'Remove']],
  ['partial', true, ['Try the failed ones again', 'Undo', 'Remove']],
  ['failed', false, ['Try again', 'Remove']],
  ['cancelled', true, ['Try again', 'Undo', 'Remove']],
] as const)('a job that is %s (undoable: %s) offers %j, and never two that are strong', (state, undoable, labels) => {
  expect(offered({ state, undoable })).toEqual(labels);
  expect(offeredActions({ ...job, state, undoable }).filter(({ look }) => look === 'strong').length).toBeLessThan(2);
});

test('undo says how much it takes back, and asks once more before it does', () => {
  const undo = offeredActions({ ...job, state: 'succeeded', undoable: true }).find(({ name }) => name === 'undo');
  expect(undo?.told).toContain('the 23 photos that were done');
  expect(undo?.sure).toBe('Yes, take back 23 photos');
});

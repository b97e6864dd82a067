import { emptyProgress, type Job } from '@milepost/core/model';
import { expect, test } from 'vitest';
import { JobTeller } from './job-teller.ts';

function job(state: Job['state'], done: number): Job {
  const progress = { ...emptyProgress('photo'), total: 100, done };
  const times = { createdAt: 0, startedAt: 0, finishedAt: null };
  const rest = { result: null, error: null, worker: null, retryOf: null, undoOf: null, undoable: false };
  return { id: 'a', task: 'photos.shift-dates', title: 'Shift dates', input: {}, state, progress, attempt: 1, ...times, ...rest };
}

test('a job is told of at each quarter and when its state changes, and not more', () => {
  const teller = new JobTeller();
  const told = [0, 10, 24, 25, 26, 49, 60, 74, 75, 99].map((done) => teller.next(job('running', done))?.sentence ?? null);
  expect(told).toEqual([null, null, null, 'Shift dates: 25 %', null, null, 'Shift dates: 60 %', null, 'Shift dates: 75 %', null]);
  expect(teller.next(job('succeeded', 100))).toEqual({ sentence: 'Shift dates has succeeded.', isState: true });
  expect(teller.next(job('succeeded', 100))).toBeNull();
});

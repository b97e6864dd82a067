import { emptyProgress, type Job, type WorkerInfo } from '@milepost/core/model';
import { expect, test } from 'vitest';
import { info } from '../testing/show-in-house.ts';
import { explainQueue, explainStanding } from './waiting.ts';

const job = { id: 'b', state: 'queued' as Job['state'], createdAt: 5, progress: emptyProgress('photo') };
const worker: WorkerInfo = {
  id: 'w',
  jobs: ['x'],
  threads: 2,
  machine: 'here',
  pid: 1,
  version: '0.0.0',
  startedAt: 0,
  seenAt: 0,
  tasks: [],
  differs: [],
};

test('a job that nobody can do says so, and one that waits says for whom', () => {
  expect(explainQueue(job, info, { jobs: [], queued: 0 })).toContain('No worker is there');
  const others = [job, { ...job, id: 'a' }, { ...job, id: 'c', createdAt: 6 }, { ...job, id: 'd', createdAt: 4 }];
  expect(explainQueue(job, { ...info, workers: [worker] }, { jobs: others, queued: 4 })).toBe(
    'Waiting for its turn. 1 job is at work, 2 wait before it.',
  );
  expect(explainQueue(job, { ...info, workers: [{ ...worker, jobs: [] }] }, { jobs: [job], queued: 1 })).toBe(
    'Waiting for its turn.',
  );
});

test('of more jobs that wait than a page has, those it does not have are counted as well', () => {
  const newest = [job, { ...job, id: 'a', createdAt: 6 }, { ...job, id: 'd', createdAt: 4 }];
  const explain = (waiting: typeof job) =>
    explainQueue(waiting, { ...info, workers: [worker] }, { jobs: newest, queued: 50_000 });
  expect(explain(job)).toBe('Waiting for its turn. 1 job is at work, 49,998 wait before it.');
  const older = { ...job, id: 'e', createdAt: 1 };
  expect(explain(older)).toBe('Waiting for its turn. 1 job is at work, 50,000 jobs wait with it.');
});

test('a job that stands still says for how long, and that it is not dead', () => {
  const stalled = { ...job, state: 'running' as const, progress: { ...job.progress, stalled: true } };
  expect(explainStanding(stalled, { now: 45_000, movedAt: 0 })).toContain('No progress for 45 s');
  expect(explainStanding(stalled, { now: 9_000, movedAt: 0 })).toContain('for longer than usual');
  expect(explainStanding({ ...stalled, progress: job.progress }, { now: 45_000, movedAt: 0 })).toBeNull();
});

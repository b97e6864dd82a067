import { expect, test } from 'vitest';
import { emptyProgress, percentDone, type Stage, type WatchEvent } from './model/index.ts';
import { makeFolder, openForTest, runToEnd, waitFor, watchToEnd } from './testing/open.ts';

test('a task runs, is seen to move, and gives its result', async () => {
  const milepost = await openForTest();
  const { id, state } = await milepost.start({ task: 'demo.sleep', input: { steps: 5 } });
  expect(state).toBe('queued');
  const events = (await watchToEnd(milepost, id)).map(({ event }) => event);
  expect(events[0]?.type).toBe('snapshot');
  expect(events.filter(({ type }) => type === 'progress').length).toBeGreaterThan(2);
  expect(events.at(-1)).toMatchObject({ type: 'state', job: { state: 'succeeded', result: { slept: 5 } } });
  expect((await milepost.get(id)).progress).toMatchObject({ done: 5, total: 5, unit: 'step' });
});

const stepsIn = (stages: readonly Stage[]): number => stages.reduce((sum, { done, stages }) => sum + done + stepsIn(stages), 0);

test('a job in stages is as far as they are, also after it was broken off', async () => {
  const data = await makeFolder();
  const before = await openForTest({ data });
  const { id } = await before.start({ task: 'demo.stages', input: { steps: 30 } });
  const lightly = (event: WatchEvent) => event.type === 'progress' && (event.progress.stages[1]?.stages[0]?.done ?? 0) >= 2;
  const { event } = await waitFor(before, id, lightly);
  await before.close();
  const progress = event.type === 'progress' ? event.progress : emptyProgress('step');
  // A fifth falls to "Fall asleep", three fifths to "Sleep", of which a third is "Lightly": all steps weigh the same.
  expect(percentDone(progress)).toBeCloseTo((stepsIn(progress.stages) / 30) * 100, 6);
  const after = await openForTest({ data });
  const events = (await watchToEnd(after, id)).map(({ event }) => event);
  const seen = events.filter((event) => event.type === 'progress').map(({ progress }) => percentDone(progress) ?? 0);
  expect(Math.max(...seen)).toBeGreaterThanOrEqual(percentDone(progress) ?? 100);
  const job = await after.get(id);
  expect(job).toMatchObject({ state: 'succeeded', attempt: 2, progress: { remaining: null, stalled: false } });
  expect(job.progress.stages.map(({ name, done, total, share }) => [name, done, total, share])).toEqual([
    ['Fall asleep', 6, 6, 1],
    ['Sleep', 0, null, 1],
    ['Wake up', 6, 6, 1],
  ]);
  expect(percentDone(job.progress)).toBe(100);
});

test('a task that never yields is seen to move, and hears cancel', async () => {
  const milepost = await openForTest();
  const { id } = await milepost.start({ task: 'demo.crunch', input: { seconds: 60 } });
  await waitFor(milepost, id, (event) => event.type === 'progress' && event.progress.done >= 2);
  await milepost.cancel(id);
  await watchToEnd(milepost, id);
  expect(await milepost.get(id)).toMatchObject({
    state: 'cancelled',
    error: { code: 'CANCELLED', message: 'It stopped when it was asked to.' },
  });
});

test('a task that does not hear cancel is ended after its grace, and its thread is replaced', async () => {
  const milepost = await openForTest();
  const { id } = await milepost.start({ task: 'test.misbehave', input: { how: 'block' } });
  await waitFor(milepost, id, (event) => event.type === 'log');
  await milepost.cancel(id);
  await watchToEnd(milepost, id);
  const job = await milepost.get(id);
  const message = 'It did not stop within 0.2 s of being asked to, so its thread was ended.';
  expect(job).toMatchObject({ state: 'cancelled', error: { code: 'CANCELLED_BY_FORCE', message } });
  expect(await runToEnd(milepost, { task: 'demo.sleep', input: { steps: 1 } })).toMatchObject({ state: 'succeeded' });
});

test('a job that waits is cancelled without having run', async () => {
  const milepost = await openForTest({ jobs: 1 });
  const first = await milepost.start({ task: 'demo.crunch', input: {} });
  const second = await milepost.start({ task: 'demo.sleep', input: {} });
  expect(await milepost.cancel(second.id)).toMatchObject({
    state: 'cancelled',
    attempt: 0,
    error: { code: 'CANCELLED_BEFORE_START', message: 'It was cancelled before it began.' },
  });
  await milepost.cancel(first.id);
  await watchToEnd(milepost, first.id);
});

test('among jobs that wait, the one with the highest priority is next', async () => {
  const milepost = await openForTest({ jobs: 1 });
  const first = await milepost.start({ task: 'demo.sleep', input: { steps: 3 } });
  const low = await milepost.start({ task: 'demo.sleep', input: { steps: 1 }, priority: -1 });
  const high = await milepost.start({ task: 'demo.sleep', input: { steps: 1 }, priority: 1 });
  for (const { id } of [first, low, high]) await watchToEnd(milepost, id);
  expect((await milepost.get(high.id)).startedAt).toBeLessThanOrEqual((await milepost.get(low.id)).startedAt ?? 0);
});

test('the same idempotency key gives the same job, also when it is asked for twice at once', async () => {
  const milepost = await openForTest();
  const request = { task: 'demo.sleep', input: { steps: 1 }, idempotencyKey: 'once' };
  const jobs = await Promise.all([milepost.start(request), milepost.start(request), milepost.start(request)]);
  jobs.push(await milepost.start(request));
  expect(new Set(jobs.map(({ id }) => id)).size).toBe(1);
});

test('unknown tasks, unknown jobs and wrong inputs are refused with a reason', async () => {
  const milepost = await openForTest();
  await expect(milepost.start({ task: 'constructor', input: {} })).rejects.toMatchObject({ reason: 'TASK_NOT_FOUND' });
  await expect(milepost.get('nope')).rejects.toMatchObject({ reason: 'JOB_NOT_FOUND' });
  await expect(milepost.items({ id: 'nope' })).rejects.toMatchObject({ reason: 'JOB_NOT_FOUND' });
  await expect(milepost.watch('nope').next()).rejects.toMatchObject({ reason: 'JOB_NOT_FOUND' });
  const wrong = milepost.start({ task: 'demo.sleep', input: { steps: 0 } });
  await expect(wrong).rejects.toMatchObject({ reason: 'INVALID_INPUT', issues: [{ path: ['steps'] }] });
  const ended = await runToEnd(milepost, { task: 'demo.sleep', input: { steps: 1 } });
  await expect(milepost.cancel(ended.id)).rejects.toMatchObject({ reason: 'INVALID_STATE' });
});

test('a data folder that is open is refused with the pid of who has it', async () => {
  const data = await makeFolder();
  await openForTest({ data });
  const second = openForTest({ data });
  await expect(second).rejects.toMatchObject({ reason: 'DATA_IN_USE', message: expect.stringContaining(String(process.pid)) });
});

test('closing and opening again shows the same jobs, and what was running goes on', async () => {
  const data = await makeFolder();
  const before = await openForTest({ data });
  const ended = await runToEnd(before, { task: 'demo.sleep', input: { steps: 1 } });
  const running = await before.start({ task: 'demo.sleep', input: { steps: 30 } });
  await waitFor(before, running.id, (event) => event.type === 'progress' && event.progress.done > 0);
  await before.close();
  const after = await openForTest({ data });
  expect(await after.get(ended.id)).toEqual(ended);
  await watchToEnd(after, running.id);
  expect(await after.get(running.id)).toMatchObject({ state: 'succeeded', attempt: 2, progress: { done: 30, total: 30 } });
  const messages = (await after.log({ id: running.id })).map(({ message }) => message);
  expect(messages).toContainEqual(expect.stringMatching(/^Going on after \d+ of 30 times\.$/));
});

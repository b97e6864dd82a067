import { expect, test } from 'vitest';
import { openForTest, runToEnd, waitFor, watchToEnd } from './testing/open.ts';

const keys = (count: number, what: string) => Array.from({ length: count }, (_, index) => `${what}-${index}`);

test('where a batch allows it one thread begins several items while others wait, and each has its own outcome and log', async () => {
  const milepost = await openForTest({ threads: 1 });
  const input = { keys: [...keys(9, 'meet'), 'fail-9', ...keys(20, 'late')] };
  const job = await runToEnd(milepost, { task: 'test.together', input });
  expect(job).toMatchObject({ state: 'partial', result: { done: 29, skipped: 0, failed: 1 } });
  const { items } = await milepost.items({ id: job.id });
  expect(items.map(({ key, state }) => [key, state])).toEqual(
    input.keys.map((key) => [key, key === 'fail-9' ? 'failed' : 'done']),
  );
  const log = await milepost.log({ id: job.id });
  const said = log.filter(({ message }) => message.startsWith('about '));
  expect(said).toHaveLength(29);
  for (const { item, message } of said) expect(message).toBe(`about ${item}`);
});

test('a thread that crashes with several begun costs the one that is to blame, and no other', async () => {
  const milepost = await openForTest({ threads: 1 });
  const input = { keys: [...keys(4, 'late'), 'exit-4', ...keys(6, 'later')] };
  const job = await runToEnd(milepost, { task: 'test.together', input });
  expect(job).toMatchObject({ state: 'partial', result: { done: 10, skipped: 0, failed: 1 } });
  const { items } = await milepost.items({ id: job.id, states: ['failed'] });
  expect(items.map(({ key, error }) => [key, error?.code])).toEqual([['exit-4', 'THREAD_EXITED']]);
});

test('a batch that is cancelled with several begun ends, and none of those that gave up is counted', async () => {
  const milepost = await openForTest({ threads: 1 });
  const job = await milepost.start({ task: 'test.together', input: { keys: [...keys(3, 'late'), ...keys(9, 'slow')] } });
  await waitFor(milepost, job.id, (event) => event.type === 'progress' && event.progress.done === 3);
  await milepost.cancel(job.id);
  await watchToEnd(milepost, job.id);
  expect(await milepost.get(job.id)).toMatchObject({ state: 'cancelled', progress: { done: 3, skipped: 0, failed: 0 } });
});

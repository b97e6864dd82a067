import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineTask } from './define/define-task.ts';
import { makeFolder, openForTest, runToEnd, waitFor, watchToEnd } from './testing/open.ts';

test.each([
  ['throw', 'WRONG', 'It went wrong.'],
  ['throw-text', 'THROWN', 'It threw "just text".'],
  ['throw-hostile', 'FAILED', 'An error without a message.'],
  ['reject', 'FAILED', 'It was rejected.'],
  ['reject-unawaited', 'UNHANDLED', 'Nothing in the task caught this: Nobody waited for this.'],
  ['reject-behind', 'UNHANDLED', 'Nothing in the task caught this: Nobody waited for this.'],
  ['throw-later', 'UNHANDLED', 'Nothing in the task caught an error that cannot be shown.'],
  ['exit', 'THREAD_EXITED', 'The task ended its thread with process.exit(3).'],
  ['overflow', 'FAILED', 'Maximum call stack size exceeded'],
  ['hoard', 'OUT_OF_MEMORY', 'The task used more memory than a thread may have, which is 64 MiB.'],
  ['not-json', 'NOT_JSON', 'What a task returns is to be plain JSON'],
  ['wrong-output', 'WRONG_OUTPUT', 'What the task returned is not what it declares: It is wrong.'],
])('a task that ends by %s fails with the code %s and a sentence', async (how, code, message) => {
  const milepost = await openForTest({ memory: 64 });
  const job = await runToEnd(milepost, { task: 'test.misbehave', input: { how } });
  expect(job).toMatchObject({ state: 'failed', error: { code, message: expect.stringContaining(message) } });
  expect(await runToEnd(milepost, { task: 'demo.sleep', input: { steps: 1 } })).toMatchObject({ state: 'succeeded' });
});

test('a batch that takes longer than its timeout fails, also while it plans, and one of its items is stuck', async () => {
  const milepost = await openForTest();
  const error = { code: 'TIMEOUT', message: 'It was not done within 0.3 s.' };
  const planning = await runToEnd(milepost, { task: 'test.stuck', input: { part: 'plan' } });
  expect(planning).toMatchObject({ state: 'failed', error, progress: { done: 0, total: null } });
  const working = await runToEnd(milepost, { task: 'test.stuck', input: { part: 'each' } });
  expect(working).toMatchObject({ state: 'failed', error });
});

test('an error that throws at whoever looks at it costs a plan its job, an item only itself, and an undo as well', async () => {
  const milepost = await openForTest({ threads: 1 });
  const run = (part: string) => runToEnd(milepost, { task: 'test.throwing', input: { part } });
  const message = 'An error without a message.';
  expect(await run('plan')).toMatchObject({ state: 'failed', error: { code: 'FAILED', message } });
  expect(await run('each')).toMatchObject({ state: 'partial', result: { done: 1, failed: 1 } });
  const { id } = await milepost.undo((await run('undo')).id);
  await watchToEnd(milepost, id);
  expect(await milepost.get(id)).toMatchObject({ state: 'partial', result: { done: 1, failed: 1 } });
  const { items } = await milepost.items({ id, states: ['failed'] });
  expect(items).toMatchObject([{ key: 'second', error: { code: 'FAILED', message } }]);
});

test('a task whose module was spoilt after the start fails with what is wrong with it', async () => {
  const file = join(await makeFolder(), 'spoilt.mjs');
  const spoilt = defineTask({ title: 'Spoilt', input: z.object({}), run() {} });
  const milepost = await openForTest({ tasks: [{ url: pathToFileURL(file).href, tasks: { spoilt, other: spoilt } }] });
  await writeFile(file, 'export default { tasks: {} ');
  const broken = await runToEnd(milepost, { task: 'spoilt', input: {} });
  expect(broken).toMatchObject({ state: 'failed', error: { code: 'TASK_NOT_LOADED' } });
  expect(broken.error?.message).toMatch(
    /^The module of the task "spoilt", file:.*spoilt\.mjs, cannot be loaded: .*(\}|end of input)/,
  );
  await writeFile(file, 'export default { tasks: {} }');
  const gone = await runToEnd(milepost, { task: 'spoilt', input: {} });
  expect(gone).toMatchObject({
    state: 'failed',
    error: { code: 'TASK_NOT_LOADED', message: expect.stringContaining('has no task') },
  });
});

test('a job that is ended by force, or crashes, takes nothing from one beside it', async () => {
  const milepost = await openForTest({ memory: 64 });
  const beside = await milepost.start({ task: 'test.count-slowly', input: {} });
  await waitFor(milepost, beside.id, (event) => event.type === 'progress' && event.progress.done > 0);
  const progress: { at: number; done: number }[] = [];
  const watching = (async () => {
    for await (const { event } of milepost.watch(beside.id)) {
      if (event.type === 'progress') progress.push({ at: performance.now(), done: event.progress.done });
    }
  })();
  for (const how of ['block', 'exit', 'hoard', 'reject-unawaited']) {
    const { id } = await milepost.start({ task: 'test.misbehave', input: { how } });
    await waitFor(milepost, id, (event) => event.type === 'log');
    if (how === 'block') await milepost.cancel(id);
    await watchToEnd(milepost, id);
  }
  await milepost.cancel(beside.id);
  await watching;
  expect(await milepost.get(beside.id)).toMatchObject({ state: 'cancelled', error: { code: 'CANCELLED' }, attempt: 1 });
  // It went on all the time: a step takes 10 ms, and there was no pause in which it was not seen to move.
  const pauses = progress.slice(1).map(({ at }, index) => at - (progress[index]?.at ?? 0));
  expect(progress.length).toBeGreaterThan(5);
  expect(Math.max(...pauses)).toBeLessThan(2_000);
});

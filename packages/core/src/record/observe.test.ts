import { expect, test } from 'vitest';
import type { Job } from '../model/index.ts';
import { makeFolder, openForTest, runToEnd } from '../testing/open.ts';

test('a monitor is told of every state once, from what was before to what is, and of every commit', async () => {
  const milepost = await openForTest();
  const steps: string[] = [];
  let commits = 0;
  const stop = milepost.observe({
    job: ({ state }, before) => {
      if (before?.state !== state) steps.push(`${before?.state ?? 'none'} > ${state}`);
    },
    commit: (ms, failed) => {
      if (ms > 0 && !failed) commits++;
    },
  });
  await runToEnd(milepost, { task: 'demo.sleep', input: { steps: 1 } });
  expect(steps).toEqual(['none > queued', 'queued > running', 'running > succeeded']);
  expect(commits).toBeGreaterThan(2);
  stop();
  await runToEnd(milepost, { task: 'demo.sleep', input: { steps: 1 } });
  expect(steps).toHaveLength(3);
});

test('a monitor that comes later is told of what is there', async () => {
  const milepost = await openForTest();
  const { id } = await milepost.start({ task: 'demo.sleep', input: { steps: 1000 } });
  const told: [Job, Job | null][] = [];
  milepost.observe({ job: (...job) => told.push(job), commit: () => {} })();
  expect(told.map(([job, before]) => [job.id, before?.id])).toEqual([[id, id]]);
});

test('it is ready until it is closed', async () => {
  const milepost = await openForTest({ data: await makeFolder() });
  await milepost.ready();
  await milepost.close();
  await expect(milepost.ready()).rejects.toMatchObject({ reason: 'CLOSED' });
});

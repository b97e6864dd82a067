import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { type Job, type Milepost, type MilepostOptions, openMilepost } from '@milepost/core';
import tasks from './tasks.ts';

/** A Milepost with a data folder of its own within `folder`. It keeps all that it does. */
export function openOurs(folder: string, options: Partial<MilepostOptions> = {}): Promise<Milepost> {
  return openMilepost({ tasks: [tasks], data: mkdtempSync(join(folder, 'data-')), keep: { jobs: 1e9 }, ...options });
}

/** Starts a job and waits until its end is on disk. @throws Error unless it succeeded */
export async function runJob(milepost: Milepost, task: string, input: object): Promise<Job> {
  const { id } = await milepost.start({ task, input });
  for await (const _ of milepost.watch(id));
  const job = await milepost.get(id);
  if (job.state !== 'succeeded') throw new Error(`${task} has ${job.state}: ${job.error?.message}`);
  return job;
}

/** Resolves when so many jobs more have ended, and that is on disk. */
export function jobsEnd(milepost: Milepost, count: number): Promise<void> {
  return new Promise((resolve) => {
    const stop = milepost.observe({
      job({ finishedAt }) {
        if (finishedAt === null || --count > 0) return;
        stop();
        resolve();
      },
      commit() {},
    });
  });
}

/** Does something so many times, `at` of them at a time, and gives how many of it there were in a second. */
export async function perSecond(count: number, at: number, act: (index: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const one = async () => {
    while (next < count) await act(next++);
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: at }, one));
  return (count / (performance.now() - begun)) * 1_000;
}

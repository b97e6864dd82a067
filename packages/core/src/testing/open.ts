import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import demoTasks from '../demo/index.ts';
import type { Milepost, MilepostOptions } from '../milepost.ts';
import type { Job, Numbered, StartRequest, WatchEvent } from '../model/index.ts';
import { openMilepost } from '../open-milepost.ts';
import testTasks from './tasks.ts';

/** The lists as threads load them: compiled. */
const compiled = new URL('../../dist/', import.meta.url);
const tasks = [
  { ...testTasks, url: new URL('testing/tasks.js', compiled).href },
  { ...demoTasks, url: new URL('demo/index.js', compiled).href },
];

/** A folder that is gone when the test is over. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'milepost-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Opens Milepost with the test tasks; closed when the test is over. */
export async function openForTest(options: Partial<MilepostOptions> = {}): Promise<Milepost> {
  const milepost = await openMilepost({ tasks, data: options.data ?? (await makeFolder()), ...options });
  onTestFinished(() => milepost.close());
  return milepost;
}

/** All that a watcher is told until the job has ended. */
export async function watchToEnd(milepost: Milepost, id: string, after?: string): Promise<Numbered<WatchEvent>[]> {
  const events: Numbered<WatchEvent>[] = [];
  for await (const event of milepost.watch(id, { after })) events.push(event);
  return events;
}

/** Starts a job and gives it when it has ended. */
export async function runToEnd(milepost: Milepost, request: StartRequest): Promise<Job> {
  const { id } = await milepost.start(request);
  await watchToEnd(milepost, id);
  return milepost.get(id);
}

/** Waits until a watcher of the job is told what `found` looks for. */
export async function waitFor(
  milepost: Milepost,
  id: string,
  found: (event: WatchEvent) => boolean,
): Promise<Numbered<WatchEvent>> {
  for await (const numbered of milepost.watch(id)) if (found(numbered.event)) return numbered;
  throw new Error(`The job "${id}" ended without what was waited for.`);
}

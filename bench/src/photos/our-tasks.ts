import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openMilepost } from '@milepost/core';
import tasks from '@milepost/photos';

/** The photo tasks as somebody has them who has Milepost open. */
export interface PhotoTasks {
  readonly flush: boolean;
  /** How long a job takes, from its start until its end is on disk, in seconds. @throws Error unless it does `count` photos */
  run(task: string, input: object, count: number): Promise<number>;
  close(): Promise<void>;
}

/** Without `flush` nothing waits for the disk: what a photo's safety costs is the difference. */
export async function openPhotoTasks(
  folder: string,
  { threads, flush }: { threads: number; flush: boolean },
): Promise<PhotoTasks> {
  mkdirSync(folder);
  const url = flush ? tasks.url : new URL('unflushed-tasks.js', import.meta.url).href;
  const milepost = await openMilepost({ tasks: [{ ...tasks, url }], data: join(folder, 'data'), threads });

  async function end(task: string, input: object): Promise<unknown> {
    const { id } = await milepost.start({ task, input });
    for await (const _ of milepost.watch(id));
    return (await milepost.get(id)).result;
  }
  return {
    flush,
    async run(task, input, count) {
      const start = performance.now();
      const result = await end(task, input);
      const seconds = (performance.now() - start) / 1_000;
      if ((result as { done: number } | null)?.done !== count) throw new Error(`${task} ended with ${JSON.stringify(result)}.`);
      return seconds;
    },
    close: () => milepost.close(),
  };
}

const command = fileURLToPath(new URL('bin.js', import.meta.resolve('milepost')));

/** How long the command takes for it in an empty data folder, from its start to its exit, in seconds. @throws Error where it fails */
export async function runFromShell(task: string, input: object, data: string): Promise<number> {
  const start = performance.now();
  const words = [command, 'run', task, '--input', '-', '--yes', '--quiet', '--data', data];
  const running = promisify(execFile)(process.execPath, words);
  running.child.stdin?.end(JSON.stringify(input));
  await running;
  return (performance.now() - start) / 1_000;
}

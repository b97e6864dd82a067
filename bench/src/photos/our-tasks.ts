import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openMilepost } from '@milepost/core';
import tasks from '@milepost/photos';
import { writeSamplePhotos } from '@milepost/photos/samples';

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
  // The first job loads the code into the threads.
  await writeSamplePhotos(join(folder, 'warm'));
  await end('photos.fix-orientation', { folder: join(folder, 'warm') });
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

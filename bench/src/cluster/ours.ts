import { join } from 'node:path';
import { openMilepost } from '@milepost/core';
import type { Bare } from './bare.ts';
import tasks from './tasks.ts';

/** Milepost on the same Redis, or on none: server and worker in this process. */
export async function openOurs(url: string | null, jobs: number, folder: string): Promise<Bare> {
  const data = join(folder, url === null ? 'alone' : 'ours');
  const milepost = await openMilepost({ tasks: [tasks], data, ...(url !== null && { redis: { url } }), work: true, jobs });
  return {
    async run() {
      const { id } = await milepost.start({ task: 'bench.nothing', input: {} });
      for await (const _ of milepost.watch(id));
      return (await milepost.get(id)).result as number; // what the task returns
    },
    close: () => milepost.close(),
  };
}

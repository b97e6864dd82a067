import type { TaskList } from '@milepost/core';
import type { Place } from '../place.ts';

/**
 * This process: nobody else is needed. Jobs of the data folder that had not ended are left alone until one is asked for.
 * @throws MilepostError `DATA_IN_USE` when another process has the folder open.
 */
export async function openHere(options: {
  tasks: readonly TaskList[];
  data: string;
  roots?: readonly string[] | undefined;
}): Promise<Place> {
  const { openMilepost } = await import('@milepost/core');
  const milepost = await openMilepost({ ...options, recover: false });
  return {
    url: null,
    isIdle: () => false,
    info: () => milepost.info(),
    tasks: async () => milepost.tasks,
    plan: (request, signal) => milepost.plan(request, signal),
    start: async (request) => (await milepost.start(request)).id,
    cancel: (id) => milepost.cancel(id),
    pause: (id) => milepost.pause(id),
    resume: (id) => milepost.resume(id),
    retry: (id) => milepost.retry(id),
    undo: (id) => milepost.undo(id),
    remove: (id) => milepost.remove(id),
    get: (id) => milepost.get(id),
    list: (query) => milepost.list(query),
    items: (query) => milepost.items(query),
    log: (query) => milepost.log(query),
    workers: async () => (await milepost.info()).workers,
    async *watch(id, signal) {
      for await (const { event } of milepost.watch(id, { signal })) yield event;
    },
    close: () => milepost.close(),
  };
}

import type { TaskList } from '@milepost/core';
import type { Place } from '../place.ts';

/**
 * This process: nobody else is needed. What else had not ended in the data folder goes on meanwhile.
 * @throws MilepostError `DATA_IN_USE` when a server has the folder open.
 */
export async function openHere(options: { tasks: readonly TaskList[]; data: string }): Promise<Place> {
  const { openMilepost } = await import('@milepost/core');
  const milepost = await openMilepost(options);
  return {
    url: null,
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
    async *watch(id, signal) {
      for await (const { event } of milepost.watch(id, { signal })) yield event;
    },
    close: () => milepost.close(),
  };
}

import type { Place } from '../place.ts';

/** A server, on this machine or elsewhere. Nothing is sent before the first question. */
export async function openServerPlace(url: string, token: string | undefined): Promise<Place> {
  const { createClient } = await import('@milepost/client');
  const client = createClient({ url, token });
  return {
    url,
    isIdle: () => false,
    info: () => client.system.info(),
    tasks: () => client.tasks.list(),
    plan: ({ task, input, limit }, signal) => client.plan(task, input, { limit, signal }),
    start: async ({ task, input, ...options }) => (await client.start(task, input, options)).id,
    cancel: (id) => client.jobs.cancel(id),
    pause: (id) => client.jobs.pause(id),
    resume: (id) => client.jobs.resume(id),
    retry: (id) => client.jobs.retry(id),
    undo: (id) => client.jobs.undo(id),
    remove: (id) => client.jobs.remove(id),
    get: (id) => client.jobs.get(id),
    list: (query) => client.jobs.list(query),
    items: (query) => client.jobs.items(query),
    log: (query) => client.jobs.log(query),
    workers: async () => (await client.system.info()).workers,
    watch: (id, signal) => client.watch(id, { signal }),
    close: () => client.close(),
  };
}

import type { Readings } from '../place.ts';

/** How often to look whether whoever works on the jobs is still there, milliseconds. */
const period = 1000;

/** What is remembered in a data folder, read without disturbing the process that works with it, if there is one. */
export async function openRemembered(data: string): Promise<Readings> {
  const { readData } = await import('@milepost/core');
  const reader = await readData(data);
  return {
    isIdle: () => !reader.isHeld(),
    get: (id) => reader.get(id),
    list: (query) => reader.list(query),
    items: (query) => reader.items(query),
    log: (query) => reader.log(query),
    workers: async () => [],
    async *watch(id, signal) {
      const gone = new AbortController();
      let looks = 0;
      const timer = setInterval(() => {
        looks = reader.isHeld() ? 0 : looks + 1;
        // Only the second time: what it wrote last is read meanwhile.
        if (looks > 1) gone.abort();
      }, period);
      try {
        for await (const { event } of reader.watch(id, { signal: AbortSignal.any([signal, gone.signal]) })) yield event;
      } finally {
        clearInterval(timer);
      }
    },
    close: () => reader.close(),
  };
}

import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { perSecond } from '../ours/open-ours.ts';

/** Calls a second of a function that does nothing, each a promise, so many at a time: nothing is remembered. */
export async function runPiscinaTasks(count: number, at: number): Promise<number> {
  const threads = availableParallelism();
  const filename = new URL('nothing.js', import.meta.url).href;
  const pool = new Piscina({ filename, minThreads: threads, maxThreads: threads, concurrentTasksPerWorker: 10 });
  await perSecond(100, 10, () => pool.run(0));
  const rate = await perSecond(count, at, (index) => pool.run(index));
  await pool.destroy();
  return rate;
}

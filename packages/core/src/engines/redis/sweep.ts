import type { Redis } from 'ioredis';
import type { Assignment } from '../../engine.ts';
import type { JobQueue } from '../bullmq.ts';
import type { Keys } from './keys.ts';

const atOnce = 500;

/** Gives a job that has not ended its place in the queue, where it was lost. */
export async function givePlace(client: Redis, keys: Keys, queue: JobQueue, job: string): Promise<void> {
  const [text, parked, ended, fence] = await client.hmget(keys.job(job), 'assignment', 'parked', 'ended', 'fence');
  if (text == null || parked != null || ended != null) return;
  const { task, priority, input, attempt } = JSON.parse(text) as Assignment; // written when it was enqueued
  await queue.add({ job, task, priority, begun: attempt > 1 || Number(fence) > 0, input });
}

/**
 * Looks now and then whether every job that has not ended has its place in the queue, and gives it one where it was lost: to a
 * process that died between two steps, or to somebody who emptied the queue. One of all processes at a time does it. Gives what
 * stops it.
 */
export function sweepLost(client: Redis, keys: Keys, queue: JobQueue, period: number): () => void {
  async function sweep(): Promise<void> {
    if ((await client.set(keys.sweep, 1, 'PX', Math.ceil(period * 0.9), 'NX')) === null) return;
    for (let index = 0; ; index += atOnce) {
      const jobs = await client.zrange(keys.living, index, index + atOnce - 1);
      for (const job of await queue.missing(jobs)) await givePlace(client, keys, queue, job);
      if (jobs.length < atOnce) return;
    }
  }

  // While Redis is away there is nothing to look at.
  const timer = setInterval(() => void sweep().catch(() => {}), period);
  timer.unref();
  return () => clearInterval(timer);
}

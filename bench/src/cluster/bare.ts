import { type Job, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';

/** BullMQ as it comes: a queue, and a worker that does nothing, in this process. */
export interface Bare {
  /** Adds a job and waits until it is done; gives when it began, epoch milliseconds. */
  run(): Promise<number>;
  close(): Promise<void>;
}

export async function openBare(url: string, concurrency: number): Promise<Bare> {
  const connection = new Redis(url, { maxRetriesPerRequest: null });
  const queue = new Queue('bare', { connection });
  const waiting = new Map<string, (began: number) => void>();
  const worker = new Worker('bare', async () => Date.now(), { connection, concurrency, removeOnComplete: { count: 100 } });
  worker.on('completed', (job: Job, began: number) => {
    const id = job.id as string; // every job has one
    waiting.get(id)?.(began);
    waiting.delete(id);
  });
  await worker.waitUntilReady();
  let count = 0;
  return {
    run: () =>
      new Promise((resolve, reject) => {
        const jobId = `bare-${++count}`;
        waiting.set(jobId, resolve);
        queue.add('nothing', {}, { jobId }).catch(reject);
      }),
    async close() {
      await worker.close();
      await queue.close();
      connection.disconnect();
    },
  };
}

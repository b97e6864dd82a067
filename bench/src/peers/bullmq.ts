import { Queue, Worker } from 'bullmq';
import { perSecond } from '../ours/open-ours.ts';

const keep = { removeOnComplete: 1_000, removeOnFail: 1_000 };
let queues = 0;

/** A queue that nobody has used. */
function openQueue(port: number): Queue {
  const queue = new Queue(`bench-${++queues}`, { connection: { port }, defaultJobOptions: keep });
  queue.on('error', () => {});
  return queue;
}

function openBullWorker(port: number, queue: Queue, concurrency: number, act: ConstructorParameters<typeof Worker>[1]): Worker {
  const worker = new Worker(queue.name, act, { connection: { port, maxRetriesPerRequest: null }, concurrency });
  worker.on('error', () => {});
  return worker;
}

/** Nanoseconds that a call of `job.updateProgress` takes until it is answered. */
export async function timeUpdates(port: number, count: number): Promise<number> {
  const queue = openQueue(port);
  let worker: Worker | undefined;
  const ns = await new Promise<number>((resolve, reject) => {
    worker = openBullWorker(port, queue, 1, async (job) => {
      const begun = performance.now();
      for (let item = 1; item <= count; item++) await job.updateProgress(item);
      resolve(((performance.now() - begun) * 1e6) / count);
    });
    queue.add('job', {}).catch(reject);
  });
  await worker?.close();
  await queue.close();
  return ns;
}

/** Jobs a second that are added, `at` of them at a time. */
export async function addBullJobs(port: number, count: number, at: number): Promise<number> {
  const queue = openQueue(port);
  await queue.waitUntilReady();
  const rate = await perSecond(count, at, (index) => queue.add('job', { index }));
  await queue.obliterate({ force: true });
  await queue.close();
  return rate;
}

/** Jobs a second from being added until all are done, 10 at a time. `bulk`: they are added so many in a call. */
export async function cycleBullJobs(port: number, count: number, bulk = 0): Promise<number> {
  const queue = openQueue(port);
  const worker = openBullWorker(port, queue, 10, async () => {});
  await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
  let left = count;
  const done = new Promise<void>((resolve) => worker.on('completed', () => void (--left === 0 && resolve())));
  const begun = performance.now();
  if (bulk === 0) await perSecond(count, 50, (index) => queue.add('job', { index }));
  else for (let from = 0; from < count; from += bulk) await queue.addBulk(someJobs(from, Math.min(count, from + bulk)));
  await done;
  const rate = (count / (performance.now() - begun)) * 1_000;
  await worker.close();
  await queue.obliterate({ force: true });
  await queue.close();
  return rate;
}

function someJobs(from: number, to: number): { name: string; data: object }[] {
  return Array.from({ length: to - from }, (_, index) => ({ name: 'item', data: { key: `item-${from + index}` } }));
}

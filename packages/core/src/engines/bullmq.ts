import { setTimeout as wait } from 'node:timers/promises';
import { DelayedError, type Job, Queue, WaitingError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Hands, Turn } from './redis/hands.ts';
import type { Keys } from './redis/keys.ts';

/** The queue of jobs, as its users see it. */
export interface JobQueue {
  /** Puts a job into the queue; one that is there is not put twice. One that is `new` was never there. */
  add(job: QueuedJob, isNew?: boolean): Promise<void>;
  /** Asks so many others to help with a job; what was asked already is not asked twice. */
  share(job: QueuedJob, others: number): Promise<void>;
  /** Takes a job out, unless somebody has it. */
  withdraw(job: string): Promise<void>;
  /** Lets a job that waits for its exclusive key try again at once. What goes wrong with it costs some seconds, and nothing else. */
  promote(job: string): Promise<void>;
  /** Which of these are not in the queue. */
  missing(jobs: readonly string[]): Promise<readonly string[]>;
  /** How many jobs wait for somebody. */
  waiting(): Promise<number>;
  close(): Promise<void>;
}

export interface QueuedJob {
  readonly job: string;
  readonly task: string;
  /** The greater, the sooner; what had begun goes before all that had not. */
  readonly priority: number;
  readonly begun: boolean;
  /** Shown by BullMQ's dashboards; nothing relies on it. */
  readonly input: unknown;
}

const name = 'jobs';
/** BullMQ takes whole ids for its own, so ours carry a word. */
const idOf = (job: string) => `job-${job}`;
const shareOf = (job: string, number: number) => `${idOf(job)}.share-${number}`;
const jobOf = (id: string) => id.slice('job-'.length).replace(/\.share-\d+$/, '');
const isShare = (id: string) => id.includes('.share-');
/** Its priorities go from 1, the first, to 2^21 − 1. */
const middle = 2 ** 20;
const last = 2 ** 21 - 1;
/** What has ended is kept so long for dashboards alone. */
const kept = { age: 86_400, count: 1_000 };
/** A job whose key is held, or whose task this worker has not, tries again after so many milliseconds at the most. */
const longestDelay = 5_000;
/** For what has let go of its jobs to leave the queue, milliseconds. */
const lastMoment = 1_000;

export function openJobQueue(client: Redis, keys: Keys): JobQueue {
  const queue = new Queue(name, { connection: client, prefix: keys.root, streams: { events: { maxLen: 1_000 } } });
  // What goes wrong with the line is told where it is opened.
  queue.on('error', () => {});
  const keyOf = (job: string) => queue.toKey(idOf(job));

  async function put(jobId: string, task: string, data: { job: string; input: unknown }, priority: number): Promise<void> {
    await queue.add(task, data, { jobId, priority, removeOnComplete: kept, removeOnFail: kept });
  }

  /** One that was given back is still shown as done. Another may be putting it back just now: that is as good. */
  async function clear(jobId: string): Promise<void> {
    if ((await client.hexists(queue.toKey(jobId), 'finishedOn')) === 1) await queue.remove(jobId).catch(() => {});
  }

  return {
    async add({ job, task, priority, begun, input }, isNew = false) {
      if (!isNew) await clear(idOf(job));
      await put(idOf(job), task, { job, input }, begun ? 1 : Math.min(last - 1, Math.max(2, middle - priority)));
    },
    async share({ job, task, input }, others) {
      // After all jobs: one that nobody has begun goes before help with another.
      for (let number = 0; number < others; number++) {
        await clear(shareOf(job, number));
        await put(shareOf(job, number), task, { job, input }, last);
      }
    },
    async withdraw(job) {
      // Somebody may take it just now: then they find that it is not to be done.
      await queue.remove(idOf(job)).catch(() => {});
    },
    async promote(job) {
      const found = await queue.getJob(idOf(job)).catch(() => undefined);
      await found?.promote().catch(() => {}); // it does not wait: it is as good
    },
    async missing(jobs) {
      const found = await Promise.all(jobs.map((job) => client.hmget(keyOf(job), 'timestamp', 'finishedOn')));
      return jobs.filter((_, index) => found[index]?.[0] == null || found[index]?.[1] != null);
    },
    async waiting() {
      return (await queue.getWaitingCount()) + (await queue.getPrioritizedCount()) + (await queue.getDelayedCount());
    },
    close: () => queue.close(),
  };
}

/** Takes jobs from the queue as they come and gives them into `hands`. */
export interface QueueWorker {
  /** How many jobs it may have at a time, those that are paused included. */
  setPlaces(count: number): void;
  /** Takes no more, and waits until those that it has are back in the queue or done; `patience` in milliseconds. */
  close(patience: number): Promise<void>;
}

export function openQueueWorker(
  client: Redis,
  keys: Keys,
  options: {
    readonly worker: string;
    readonly places: number;
    /** Within so many milliseconds the jobs of one that died are taken by another. */
    readonly takeOver: number;
    readonly hands: Hands;
    readonly queue: JobQueue;
    readonly mayTake: (job: string) => Promise<boolean>;
    readonly knows: (task: string) => boolean;
    /** A job was not to be done when it was taken; by now its place is free, if it is to be done again. */
    readonly onGone: (job: string) => void;
  },
): QueueWorker {
  const { hands, queue } = options;

  async function process(entry: Job, token?: string): Promise<Turn['type']> {
    const id = entry.id as string; // every job of ours has one
    const job = jobOf(id);
    // Another may do what this one cannot: soon at first, so that it meets somebody else.
    const soon = 50 * 2 ** Math.min(entry.attemptsStarted, 7);
    if (!options.knows(entry.name)) return putOff(entry, token, soon);
    const turn = await (isShare(id) ? hands.help(job) : hands.take(job));
    if (turn.type === 'back') {
      // What has none goes before all that have one.
      if (turn.begun) await entry.changePriority({ priority: 0 });
      await entry.moveToWait(token);
      throw new WaitingError();
    }
    if (turn.type === 'held') {
      if (isShare(id)) return putOff(entry, token, soon);
      if (turn.before !== '') void queue.promote(turn.before);
      return putOff(entry, token, longestDelay, () => options.mayTake(job));
    }
    if (turn.following !== '') void queue.promote(turn.following);
    return turn.type;
  }

  /** `free`: it may have become so while it was being put off, when nobody saw it wait. */
  async function putOff(entry: Job, token: string | undefined, ms: number, free?: () => Promise<boolean>): Promise<never> {
    await entry.moveToDelayed(Date.now() + Math.min(ms, longestDelay), token);
    if (await free?.().catch(() => false)) void queue.promote(jobOf(entry.id as string)); // as above
    throw new DelayedError();
  }

  const worker = new Worker(name, process, {
    connection: client,
    prefix: keys.root,
    name: options.worker,
    concurrency: options.places,
    // A lock that is not renewed is gone after the half, and its job is found by the next look but one.
    lockDuration: options.takeOver / 2,
    stalledInterval: options.takeOver / 6,
    maxStalledCount: Number.MAX_SAFE_INTEGER,
    runRetryDelay: 1_000,
    removeOnComplete: kept,
    removeOnFail: kept,
  });
  worker.on('completed', (entry, how) => {
    const id = entry.id as string; // as above
    if (how === 'gone' && !isShare(id)) options.onGone(jobOf(id));
  });
  // Locks that were lost are found out by the fence; the line's troubles are told where it is opened.
  worker.on('error', () => {});
  return {
    setPlaces(count) {
      const more = count > worker.concurrency;
      worker.concurrency = count;
      // One that waits for its jobs to end sees only so that it may have another.
      if (more) void worker.pause(true).then(() => worker.resume());
    },
    async close(patience) {
      const over = new AbortController();
      const closed = worker.close().catch(() => {});
      const late = setTimeout(() => hands.close(), patience);
      const tooLate = wait(patience + lastMoment, undefined, { ref: false, signal: over.signal }).catch(() => {});
      await Promise.race([closed, tooLate]);
      clearTimeout(late);
      over.abort();
    },
  };
}

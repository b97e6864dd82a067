import type { Redis } from 'ioredis';
import type { Catalog } from '../../check/catalog.ts';
import type { WorkerInfo } from '../../model/index.ts';
import type { Keys } from './keys.ts';
import type { RunScript } from './scripts.ts';
import { tasksThatDiffer } from './task-marks.ts';

const period = 2_000;
const moment = 100;
/** So long one that was not heard of is still shown. */
const knownFor = 60_000;

/** What a worker tells of itself. Its tasks are named with a mark that changes with their input. */
export interface WorkerSign extends Omit<WorkerInfo, 'seenAt' | 'differs' | 'tasks'> {
  readonly tasks: { readonly [name: string]: string };
}

export interface Signs {
  /** What it does has changed: it is told with all that changes within a moment. */
  giveSoon(): void;
  /** Takes the worker off the list. */
  stop(): Promise<void>;
}

/** Gives a sign of life now, every two seconds, and when it is asked to. */
export async function giveSigns(run: RunScript, read: () => WorkerSign): Promise<Signs> {
  let soon: NodeJS.Timeout | null = null;
  const give = async () => {
    soon = null;
    await run('sign', read().id, JSON.stringify(read()));
  };
  // While Redis is away nobody could read it: the next sign is as good.
  const giveQuietly = () => void give().catch(() => {});
  const timer = setInterval(giveQuietly, period);
  await give();
  return {
    giveSoon() {
      soon ??= setTimeout(giveQuietly, moment);
    },
    async stop() {
      clearInterval(timer);
      if (soon !== null) clearTimeout(soon);
      await run('signOff', read().id);
    },
  };
}

/** All workers that were heard of within the last minute, each with the time of its last sign by our own clock. */
export async function readSigns(client: Redis, keys: Keys, catalog: Catalog): Promise<readonly WorkerInfo[]> {
  const [[seconds = 0, micros = 0], seen, signs] = await Promise.all([
    client.time(),
    client.zrange(keys.seen, 0, -1, 'WITHSCORES'),
    client.hgetall(keys.workers),
  ]);
  const redisNow = Number(seconds) * 1_000 + Number(micros) / 1_000;
  const workers: WorkerInfo[] = [];
  for (let index = 0; index < seen.length; index += 2) {
    const text = signs[seen[index] as string]; // as ZRANGE answers
    const ago = Math.max(0, Math.round(redisNow - Number(seen[index + 1])));
    if (text === undefined || ago > knownFor) continue;
    const { tasks, ...sign } = JSON.parse(text) as WorkerSign; // written by giveSigns
    workers.push({
      ...sign,
      tasks: Object.keys(tasks),
      differs: tasksThatDiffer(tasks, catalog),
      seenAt: Date.now() - ago,
    });
  }
  return workers;
}

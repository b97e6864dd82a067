import { startRedis } from '@milepost/core/testing';
import type { Race } from '../question.ts';
import { type Bare, openBare } from './bare.ts';
import { openOurs } from './ours.ts';

/** Races between ours and BullMQ as it comes, on one Redis; and ours without a Redis. All are closed when the races are over. */
export async function* racesOnRedis(
  jobs: number,
  folder: string,
  races: (ours: Bare, bare: Bare, alone: Bare) => Iterable<Race>,
): AsyncIterable<Race> {
  const redis = await startRedis();
  const opened = [
    await openOurs(redis.url, jobs, folder),
    await openBare(redis.url, jobs),
    await openOurs(null, jobs, folder),
  ] as const;
  try {
    yield* races(...opened);
  } finally {
    for (const one of opened) await one.close();
    await redis.close();
  }
}

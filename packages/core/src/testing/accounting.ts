import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect } from 'vitest';
import { type Job, jobStates } from '../model/index.ts';
import { openSqliteStore } from '../stores/sqlite.ts';

/** Mulberry32: small, and the same for the same seed. */
export function createRandom(state: number): () => number {
  let next = state;
  return () => {
    next = (next + 0x6d2b79f5) | 0;
    let mixed = Math.imul(next ^ (next >>> 15), 1 | next);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** When each item of each job was done, by `job key`. */
export function readLedger(file: string): Map<string, number[]> {
  const times = new Map<string, number[]>();
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const [job, key, time] = line.split(' ');
    times.set(`${job} ${key}`, [...(times.get(`${job} ${key}`) ?? []), Number(time)]);
  }
  return times;
}

/** Each item was done at least once, and again only where a kill came within the window after it. */
export async function checkItems(
  jobs: readonly Job[],
  times: Map<string, number[]>,
  { kills, window }: { kills: readonly number[]; window: number },
): Promise<void> {
  for (const { id, task, state, input, progress } of jobs) {
    const { items } = input as { items: number };
    const failing = task !== 'chaos.steps' ? Math.floor(items / 10) : 0;
    expect({ id, state }).toEqual({ id, state: failing > 0 ? 'partial' : 'succeeded' });
    expect(progress).toMatchObject({ done: items - failing, failed: failing, total: items });
    for (let item = 0; item < items; item++) {
      const done = times.get(`${id} item-${item}`) ?? [];
      expect({ id, item, times: done.length }).not.toMatchObject({ times: 0 });
      for (const time of done.slice(0, -1)) {
        const sinceKill = Math.min(...kills.map((kill) => kill - time).filter((ms) => ms > -50));
        expect({ id, item, sinceKill, tooLong: sinceKill > window }).toMatchObject({ tooLong: false });
      }
    }
  }
}

/** Events have numbers without a gap or a double, and the file is whole. */
export async function checkStore(data: string, jobs: readonly Job[]): Promise<void> {
  const file = join(data, 'milepost.sqlite');
  const store = await openSqliteStore(file);
  for (const { id } of jobs) {
    const events = await store.events(id, { after: 0, limit: 100_000 });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    const states = events.flatMap((event) => (event.type === 'state' ? [event.job.state] : []));
    expect(states.every((state) => jobStates.includes(state))).toBe(true);
  }
  await store.close();
  const database = new DatabaseSync(file);
  expect({ ...database.prepare('PRAGMA integrity_check').get() }).toEqual({ integrity_check: 'ok' });
  database.close();
}

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findRecord } from './jobs/find-record.ts';
import type { Milepost, WatchOptions } from './milepost.ts';
import { jobStates, MilepostError, type WatchEvent } from './model/index.ts';
import { PolledWatch } from './record/polled-watch.ts';
import { Recorder } from './record/recorder.ts';
import { createStream } from './record/stream.ts';
import type { Store } from './store.ts';
import { holdFolder, isHeld } from './stores/holder.ts';
import { openSqliteStore, readSqliteStore } from './stores/sqlite.ts';

/** What is remembered in a data folder, for who only wants to read. */
export interface DataReader extends Pick<Milepost, 'get' | 'list' | 'items' | 'log' | 'watch' | 'close'> {
  /** Whether somebody has the folder open just now: else no job in it goes on, whatever its state says. */
  isHeld(): boolean;
}

/** What `open.ts` says. */
export async function readData(folder: string): Promise<DataReader> {
  const data = resolve(folder);
  const file = join(data, 'milepost.sqlite');
  const store = existsSync(file) ? await openToRead(data, file) : null;
  const recorder = store === null ? null : new Recorder(store);

  function need(id: string): { store: Store; recorder: Recorder } {
    if (store === null || recorder === null) throw new MilepostError('JOB_NOT_FOUND', `There is no job "${id}".`);
    return { store, recorder };
  }

  return {
    isHeld: () => isHeld(data),
    get: async (id) => (await findRecord(need(id), id)).job,
    async list(query = {}) {
      if (store === null) return { jobs: [], next: null, counts: noJobs() };
      const { records, next, counts } = await store.jobs(query);
      return { jobs: records.map(({ job }) => job), next, counts };
    },
    items: async (query) => need(query.id).store.items(query),
    log: async ({ id, after = 0, limit = 200 }) => [...(await need(id).store.log(id, { after, limit }))],
    watch(id, { after, ...options }: WatchOptions<WatchEvent> = {}) {
      const { recorder, store } = need(id);
      return createStream(new PolledWatch(recorder, store, id, after), options);
    },
    async close() {
      await store?.close();
    },
  };
}

function noJobs() {
  return Object.fromEntries(jobStates.map((state) => [state, 0])) as Record<(typeof jobStates)[number], number>; // one for each
}

async function openToRead(data: string, file: string): Promise<Store> {
  try {
    return readSqliteStore(file);
  } catch (thrown) {
    if (isHeld(data)) throw thrown;
  }
  const holder = holdFolder(data);
  try {
    // What is wrong with it, if it is more than its age, is said here.
    await (await openSqliteStore(file)).close();
  } finally {
    holder.release();
  }
  return readSqliteStore(file);
}

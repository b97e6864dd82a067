import { MilepostError } from '../model/index.ts';
import type { Change, Store } from '../store.ts';
import { moveAside } from './sqlite/aside.ts';
import { asStore, openSqliteFile } from './sqlite/file.ts';
import { inRounds } from './sqlite/rounds.ts';
import { toRecord, toRows, whole } from './sqlite/rows.ts';
import { StoreThread } from './sqlite/store-thread.ts';

/** Changes that go to the store's thread together: it writes the first ones while the next are made into rows. */
const portion = 40;

/**
 * Remembers in one SQLite file, in a thread of its own: neither a commit nor a search holds up whoever asks. One that is damaged is
 * refused; with `setAside` it is given another name, which is told, and an empty one takes its place.
 * @throws MilepostError `STORE_UNAVAILABLE` or `STORE_DAMAGED`, with what is wrong with the file
 */
export async function openSqliteStore(file: string, setAside?: (name: string) => void): Promise<Store> {
  const { thread, epoch } = await StoreThread.open(file).catch((thrown: unknown) => {
    if (setAside === undefined || !(thrown instanceof MilepostError) || thrown.reason !== 'STORE_DAMAGED') throw thrown;
    setAside(moveAside(file, new Date()));
    return StoreThread.open(file);
  });
  async function commit(changes: readonly Change[], round: number): Promise<void> {
    let begun = 0;
    try {
      for (; changes.length - begun > portion; begun += portion) thread.begin(toRows(changes.slice(begun, begun + portion)));
      return thread.call('commit', toRows(changes.slice(begun)), round);
    } catch (thrown) {
      thread.breakOff(round);
      throw thrown;
    }
  }

  return {
    name: 'sqlite',
    epoch,
    commit: inRounds(commit),
    cursor: () => thread.call('cursor'),
    queue: () => thread.call('queue'),
    claim: () => thread.call('claim'),
    probe: () => thread.call('probe'),
    job: (id) => thread.call('job', id),
    jobByIdempotencyKey: async (key) => (thread.mayHaveKey(whole(key)) ? thread.call('jobByIdempotencyKey', key) : null),
    unfinished: async () => (await thread.call('unfinished')).map(toRecord),
    jobs: (query) => thread.call('jobs', query),
    expired: (query) => thread.call('expired', query),
    events: (job, query) => thread.call('events', job, query),
    log: (job, query) => thread.call('log', job, query),
    logTail: (job, query) => thread.call('logTail', job, query),
    items: (query) => thread.call('items', query),
    left: (job, from) => thread.walk('left', job, from),
    blocks: (job) => thread.walk('blocks', job),
    planFrom: (origin) => thread.walk('planFrom', origin),
    itemCounts: (job) => thread.call('itemCounts', job),
    close: () => thread.close(),
  };
}

/**
 * The same file for who only reads, also while another process has it. It is read in this thread, which has nothing else to do.
 * @throws MilepostError `STORE_UNAVAILABLE` with what is wrong with the file
 */
export function readSqliteStore(file: string): Store {
  return asStore(openSqliteFile(file, true));
}

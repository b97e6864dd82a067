import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { type Connection, defineQueue, defineWorker, type Queue } from 'plainjob';

const logger = { error: console.error, warn() {}, info() {}, debug() {} };

/** With the same binding of SQLite that Milepost has: better-sqlite3, which it was written for, wants a newer Node. */
function openPlainQueue(folder: string): Queue {
  const filename = join(mkdtempSync(join(folder, 'plainjob-')), 'jobs.sqlite');
  const database = new DatabaseSync(filename);
  const connection = {
    driver: 'better-sqlite3',
    filename,
    pragma: (text: string) => database.exec(`PRAGMA ${text}`),
    exec: (text: string) => database.exec(text),
    prepare: (text: string) => database.prepare(text),
    transaction: (act: (...args: unknown[]) => unknown) => {
      const within =
        (begin: string) =>
        (...args: unknown[]) => {
          database.exec(begin);
          const result = act(...args);
          database.exec('COMMIT');
          return result;
        };
      return Object.assign(within('BEGIN'), { immediate: within('BEGIN IMMEDIATE') });
    },
    close: () => database.close(),
  } as unknown as Connection; // what it asks of a connection, and no more
  return defineQueue({ connection, logger });
}

/** Jobs a second that are added one by one, or so many in a call. Nothing waits for the disk: it is how it sets SQLite up. */
export async function addPlainJobs(folder: string, count: number, bulk = 1): Promise<number> {
  const queue = openPlainQueue(folder);
  const begun = performance.now();
  for (let from = 0; from < count; from += bulk) {
    if (bulk === 1) queue.add('job', { index: from });
    else
      queue.addMany(
        'job',
        Array.from({ length: bulk }, (_, index) => ({ index: from + index })),
      );
  }
  const rate = (count / (performance.now() - begun)) * 1_000;
  queue.close();
  return rate;
}

export async function cyclePlainJobs(folder: string, count: number): Promise<number> {
  const queue = openPlainQueue(folder);
  const begun = performance.now();
  for (let index = 0; index < count; index++) queue.add('job', { index });
  await new Promise<void>((resolve) => {
    let left = count;
    const worker = defineWorker('job', () => {}, {
      queue,
      logger,
      onCompleted: () => void (--left === 0 && worker.stop().then(resolve)),
    });
    void worker.start();
  });
  const rate = (count / (performance.now() - begun)) * 1_000;
  queue.close();
  return rate;
}

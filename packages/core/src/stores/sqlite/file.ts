import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Block } from '../../items/block.ts';
import { MilepostError } from '../../model/index.ts';
import type { Store } from '../../store.ts';
import { createBlockTable } from './blocks.ts';
import { createEventTable } from './events.ts';
import { createItems } from './items.ts';
import { createJobTable } from './jobs.ts';
import type { KeyFilter } from './key-filter.ts';
import { planFrom } from './plan-from.ts';
import { inRounds } from './rounds.ts';
import { type RecordRow, type Row, toRecord, toRows } from './rows.ts';
import { Damaged, openDatabase, readDatabase } from './schema.ts';
import { createSegmentTable } from './segments.ts';
import { createSweep } from './sweep.ts';
import { createTransaction } from './transaction.ts';
import { createWordIndex } from './words.ts';

/** A store whose changes come as rows, and whose jobs, where there may be many, go as rows. */
export interface SqliteFile extends Omit<Store, 'commit' | 'unfinished'> {
  /** The first rows of the commit that comes next, before anything else is asked. What goes wrong with them the commit says. */
  take(rows: readonly Row[]): void;
  /** Of the rows that were taken nothing is to be written: the commit has failed. */
  breakOff(round: number): void;
  /** With one that fails its round is over: what comes later and is still of that round was called before the failure was told. */
  commit(rows: readonly Row[], round: number): Promise<void>;
  unfinished(): Promise<RecordRow[]>;
}

/** The file for who calls it where it is. */
export function asStore(file: SqliteFile): Store {
  return {
    ...file,
    commit: inRounds(async (changes, round) => file.commit(toRows(changes), round)),
    unfinished: async () => (await file.unfinished()).map(toRecord),
  };
}

/**
 * In the thread of the store: the file itself. Whoever calls waits until it is done. `keys` learns every idempotency key.
 * @throws MilepostError `STORE_UNAVAILABLE` or `STORE_DAMAGED`, with what is wrong with the file
 */
export function openSqliteFile(file: string, readOnly: boolean, keys: KeyFilter | null = null): SqliteFile {
  const { database, epoch } = open(file, readOnly);
  const words = createWordIndex(database);
  const jobs = createJobTable(database, { keys, words, alone: !readOnly });
  const events = createEventTable(database, jobs.readFirst);
  const blocks = createBlockTable(database);
  const segments = createSegmentTable(database);
  const items = createItems(blocks, segments);
  const cursor = createNote(database, 'cursor');
  const queue = createNote(database, 'queue');
  const claim = createNote(database, 'claim');
  const sweep = createSweep(database);
  const transaction = createTransaction(database, write, () => jobs.rolledBack());
  let rounds = 0;
  if (!readOnly) sweep.go();

  function write(row: Row): void {
    if (!('type' in row)) {
      if (row[0] === 'job') jobs.write(row);
      else events.write(jobs.numberOf(row[1]), row);
    } else if (row.type === 'planned') plan(jobs.numberOf(row.job), row.block);
    else if (row.type === 'outcomes') {
      const job = jobs.numberOf(row.job);
      for (const segment of row.segments) segments.write(job, segment);
    } else if (row.type === 'cursor') cursor.write(row.cursor);
    else if (row.type === 'queue') queue.write(row.queue ?? '');
    else if (row.type === 'claim') claim.write(row.claim);
    else remove(jobs.numberOf(row.job));
  }

  function plan(job: number, block: Block): void {
    // One that was broken off has done nothing yet: it is made anew from its first item on.
    if (block.first === 0) blocks.remove(job);
    blocks.write(job, block);
  }

  function remove(job: number): void {
    jobs.remove(job);
    sweep.note(job);
    sweep.go();
  }

  function breakOff(round: number): void {
    transaction.breakOff();
    rounds = round + 1;
  }

  return {
    name: 'sqlite',
    epoch,
    take: transaction.take,
    breakOff,
    ...refusing(file, {
      async commit(rows, round) {
        if (round < rounds) {
          transaction.breakOff();
          throw new Error('what was to be written before it was not.');
        }
        transaction.take(rows);
        try {
          transaction.end();
        } catch (thrown) {
          rounds = round + 1;
          throw thrown;
        }
      },
      async cursor() {
        return cursor.read();
      },
      async queue() {
        return queue.read() || null;
      },
      async claim() {
        return claim.read() ?? epoch;
      },
      async probe() {
        const write = database.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)');
        write.run('probed at', new Date().toISOString());
      },
      async job(id) {
        return jobs.read(id);
      },
      async jobByIdempotencyKey(key) {
        return jobs.readByKey(key);
      },
      async unfinished() {
        return jobs.unfinished();
      },
      async jobs(query) {
        return jobs.list(query);
      },
      async expired(query) {
        return jobs.expired(query);
      },
      async events(job, query) {
        return events.after(jobs.numberOf(job), query);
      },
      async log(job, query) {
        return events.logAfter(jobs.numberOf(job), query);
      },
      async logTail(job, query) {
        return events.logTail(jobs.numberOf(job), query);
      },
      async items(query) {
        return items.list(jobs.numberOf(query.id), query);
      },
      async *left(job, from) {
        yield* items.left(jobs.numberOf(job), from);
      },
      async *blocks(job) {
        yield* items.blocks(jobs.numberOf(job));
      },
      async *planFrom(origin) {
        yield* planFrom(blocks, segments, jobs.numberOf(origin.job), origin);
      },
      async itemCounts(job) {
        return items.counts(jobs.numberOf(job));
      },
      async close() {
        if (!database.isOpen) return;
        sweep.stop();
        words.stop();
        try {
          // So that all of it is in the one file, for who copies that.
          if (!readOnly) database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
        } finally {
          database.close();
        }
      },
    }),
  };
}

function open(file: string, readOnly: boolean): ReturnType<typeof openDatabase> {
  try {
    return readOnly ? readDatabase(file) : openDatabase(file);
  } catch (thrown) {
    refuse(file, thrown);
  }
}

/** It stands beside the epoch. */
function createNote(database: DatabaseSyncInstance, name: string) {
  const write = database.prepare('INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value');
  const read = database.prepare('SELECT value FROM meta WHERE name = ?');
  return {
    write: (value: string) => write.run(name, value),
    read: () => (read.get(name) as { value: string } | undefined)?.value ?? null, // as selected
  };
}

type Methods = Omit<SqliteFile, 'name' | 'epoch' | 'take' | 'breakOff'>;

/** The same methods, each of which says by name of the file what is wrong with it. */
function refusing(file: string, methods: Methods): Methods {
  const guarded = Object.entries(methods).map(([name, method]) => [
    name,
    (...args: readonly unknown[]) => {
      const result = (method as (...args: readonly unknown[]) => unknown)(...args); // handed on as they came
      return result instanceof Promise
        ? result.catch((thrown: unknown) => refuse(file, thrown))
        : goThrough(file, result as AsyncIterable<unknown>); // a method gives either
    },
  ]);
  return Object.fromEntries(guarded) as Methods; // the same names, and each gives what it gave
}

async function* goThrough(file: string, values: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  try {
    yield* values;
  } catch (thrown) {
    refuse(file, thrown);
  }
}

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
const damaged: readonly unknown[] = [11, 26];

function refuse(file: string, cause: unknown): never {
  if (cause instanceof MilepostError) throw cause;
  const { message, errcode } = cause as Error & { errcode?: number }; // SQLite throws Errors with the code of what went wrong
  // Its lower byte; the rest says more of the same.
  if (!(cause instanceof Damaged) && !damaged.includes((errcode ?? 0) & 255)) {
    throw new MilepostError('STORE_UNAVAILABLE', `"${file}" cannot be used: ${message}`, { cause });
  }
  const help = 'Bring it back from a copy, or begin with an empty one: `milepost serve --set-aside` keeps this one beside it.';
  throw new MilepostError('STORE_DAMAGED', `"${file}" is damaged (${message}). ${help}`, { cause });
}

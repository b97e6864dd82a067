import { existsSync } from 'node:fs';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { customAlphabet } from 'nanoid';
import { itemsInBlocks } from './items-in-blocks.ts';

/**
 * The schema in numbered steps: a file is at the step that `user_version` says. Never change a step that was released; add one.
 * Of a batch there is a row for each block of its plan, and one for each segment of what became of its items, as JSON texts.
 */
const steps = [
  `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE jobs (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    task TEXT NOT NULL,
    state TEXT NOT NULL,
    search TEXT NOT NULL,
    idempotency_key TEXT UNIQUE,
    finished_at INTEGER,
    fixed TEXT NOT NULL,
    changing TEXT NOT NULL
  );
  CREATE INDEX jobs_by_state ON jobs (state, number);
  CREATE INDEX jobs_by_end ON jobs (finished_at) WHERE finished_at IS NOT NULL;
  CREATE INDEX jobs_by_task ON jobs (task, state, number);
  CREATE TABLE events (
    job INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    type TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (job, seq)
  ) WITHOUT ROWID;
  CREATE TABLE items (
    job INTEGER NOT NULL,
    position INTEGER NOT NULL,
    item TEXT NOT NULL,
    given TEXT,
    state TEXT NOT NULL DEFAULT 'waiting',
    error TEXT,
    receipt TEXT,
    at INTEGER,
    ms REAL,
    PRIMARY KEY (job, position)
  ) WITHOUT ROWID;
  CREATE INDEX items_by_state ON items (job, state, position) WHERE state IN ('failed', 'skipped');
  `,
  itemsInBlocks,
  // Progress got stages; the jobs that are older had none.
  `
  UPDATE jobs SET changing = json_set(changing, '$.job.progress.stages', json('[]'))
    WHERE json_type(changing, '$.job.progress.stages') IS NULL;
  UPDATE events SET body = json_set(body, '$.job.progress.stages', json('[]'))
    WHERE type = 'state' AND json_type(body, '$.job.progress.stages') IS NULL;
  `,
  // Ids end with a running number: by that end, new ones stand beside each other in their index, and a commit touches few pages. Of
  // jobs that are removed, their numbers stay until all that belonged to them is gone.
  `
  CREATE TABLE new_jobs (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    task TEXT NOT NULL,
    state TEXT NOT NULL,
    search TEXT NOT NULL,
    idempotency_key TEXT,
    finished_at INTEGER,
    fixed TEXT NOT NULL,
    changing TEXT NOT NULL
  );
  INSERT INTO new_jobs SELECT number, id, task, state, search, idempotency_key, finished_at, fixed, changing FROM jobs ORDER BY number;
  DROP TABLE jobs;
  ALTER TABLE new_jobs RENAME TO jobs;
  CREATE UNIQUE INDEX jobs_by_id ON jobs (substr(id, 9), id);
  CREATE UNIQUE INDEX jobs_by_idempotency_key ON jobs (idempotency_key) WHERE idempotency_key IS NOT NULL;
  CREATE INDEX jobs_by_state ON jobs (state, number);
  CREATE INDEX jobs_by_end ON jobs (finished_at) WHERE finished_at IS NOT NULL;
  CREATE INDEX jobs_by_task ON jobs (task, state, number);
  CREATE TABLE removed (job INTEGER PRIMARY KEY);
  `,
  // From here on progress that is none yet may be written as its unit alone; what is older stays as it is.
  '',
  // What jobs are searched for by, in all its parts of three characters, from the first to the one that was learnt last. It is learnt
  // when somebody searches, and its pieces are put together then: neither may hold up a commit.
  `
  CREATE VIRTUAL TABLE words USING fts5(search, content='', contentless_delete=1, tokenize='trigram', detail=none);
  INSERT INTO words (words, rank) VALUES ('automerge', 0);
  INSERT INTO words (words, rank) VALUES ('crisismerge', 100000);
  `,
  // From here on a job's first state is not written, nor what of a job there is not; what is older stays as it is.
  '',
  // From here on blocks may be written in columns, and segments with microseconds; what is older stays as it is.
  '',
];

/** What is written goes into the file itself whenever it has come to so many pages: most pages of new jobs are written to more than once. */
const checkpointPages = 4_000;

const epochOf = customAlphabet('23456789abcdefghjkmnpqrstuvwxyz', 8);

/** What is wrong with a file whose inside is not as SQLite left it. */
export class Damaged extends Error {}

/** Opens the file, and brings its schema up to date. WAL and synchronous FULL: what is committed survives a power cut. */
export function openDatabase(file: string): { database: DatabaseSyncInstance; epoch: string } {
  if (existsSync(file)) examine(file);
  const database = new DatabaseSync(file);
  try {
    // Takes effect in a new file alone: pages that become free can be given back later.
    database.exec('PRAGMA auto_vacuum = INCREMENTAL;');
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;');
    database.exec(`PRAGMA wal_autocheckpoint = ${checkpointPages};`);
    const version = versionOf(database);
    for (const [index, step] of steps.entries()) {
      if (index < version) continue;
      database.exec(`BEGIN IMMEDIATE; ${step} PRAGMA user_version = ${index + 1}; COMMIT;`);
    }
    database.prepare('INSERT INTO meta VALUES (?, ?) ON CONFLICT DO NOTHING').run('epoch', epochOf());
    return { database, epoch: readEpoch(database) };
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

/** Looks whether it is whole and ours, for reading alone: else what SQLite keeps beside it would be tidied away. */
function examine(file: string): void {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    database.exec('PRAGMA busy_timeout = 5000;');
    versionOf(database);
    const found = Object.values(database.prepare('PRAGMA quick_check(1)').all()[0] ?? {}).join();
    if (found !== 'ok') throw new Damaged(found);
  } finally {
    database.close();
  }
}

/** Opens the file for reading alone, also while another process writes. Its schema is left as it is. */
export function readDatabase(file: string): { database: DatabaseSyncInstance; epoch: string } {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    database.exec('PRAGMA busy_timeout = 5000;');
    const version = versionOf(database);
    if (version === steps.length) return { database, epoch: readEpoch(database) };
    throw new Error(`it was written by an older Milepost (schema ${version}): open it once with this one.`);
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

function readEpoch(database: DatabaseSyncInstance): string {
  return (database.prepare('SELECT value FROM meta WHERE name = ?').get('epoch') as { value: string }).value; // written when it was made
}

/** At which step the file is. @throws Error for one that is beyond all that we know */
function versionOf(database: DatabaseSyncInstance): number {
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number }; // that is its row
  if (version <= steps.length) return version;
  throw new Error(`it was written by a newer Milepost (schema ${version}; this one knows ${steps.length}).`);
}

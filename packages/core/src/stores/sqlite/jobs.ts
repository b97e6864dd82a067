import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { type JobCounts, type JobQuery, type JobState, MilepostError } from '../../model/index.ts';
import type { JobRecord, StoredEvent } from '../../store.ts';
import { createCounts, noJobs } from './counts.ts';
import { filter, newest, type Sought } from './job-filter.ts';
import type { KeyFilter } from './key-filter.ts';
import {
  type ChangingRecord,
  type Fixed,
  type FixedJob,
  firstState,
  type JobRow,
  type RecordRow,
  toRecord,
  whole,
} from './rows.ts';
import type { WordIndex } from './words.ts';

interface Row extends RecordRow {
  readonly number: number;
}

/** What is kept at hand of a job that was written or asked for lately. */
interface Known {
  readonly number: number;
  readonly task: string;
  state: JobState;
}

/** Of so many. */
const mostKnown = 10_000;

/**
 * `keys` learns the idempotency keys that are there, and those that are written. `alone` is false for who only reads what another
 * writes.
 */
export function createJobTable(
  database: DatabaseSyncInstance,
  { keys, words, alone }: { keys: KeyFilter | null; words: WordIndex; alone: boolean },
) {
  const insert = database.prepare(
    'INSERT INTO jobs (number, id, task, state, search, idempotency_key, finished_at, fixed, changing) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const update = database.prepare('UPDATE jobs SET state = ?, finished_at = ?, changing = ? WHERE number = ?');
  // Leaves its indexes alone.
  const updateWithin = database.prepare('UPDATE jobs SET changing = ? WHERE number = ?');
  const knownOf = database.prepare('SELECT number, task, state FROM jobs WHERE substr(id, 9) = substr(?1, 9) AND id = ?1');
  // As the index has it.
  const byId = database.prepare('SELECT number, fixed, changing FROM jobs WHERE substr(id, 9) = substr(?1, 9) AND id = ?1');
  const byKey = database.prepare('SELECT number, fixed, changing FROM jobs WHERE idempotency_key = ?');
  const open = database.prepare(
    "SELECT fixed, changing FROM jobs WHERE state IN ('queued', 'running', 'paused') ORDER BY number",
  );
  const textsOf = database.prepare('SELECT fixed, changing FROM jobs WHERE number = ?');
  const drop = database.prepare('DELETE FROM jobs WHERE number = ? RETURNING task, state');
  const expired = database.prepare(`
    SELECT id FROM jobs WHERE finished_at IS NOT NULL AND (finished_at < ?1 OR number <= (
      SELECT number FROM jobs WHERE finished_at IS NOT NULL ORDER BY number DESC LIMIT 1 OFFSET ?2))
    ORDER BY number LIMIT ?3`);
  const allKeys = database.prepare('SELECT idempotency_key AS key FROM jobs WHERE idempotency_key IS NOT NULL');
  if (keys !== null) for (const { key } of allKeys.iterate() as Iterable<{ key: string }>) keys.add(key); // as selected
  const last = database.prepare(
    'SELECT max((SELECT coalesce(max(number), 0) FROM jobs), (SELECT coalesce(max(job), 0) FROM removed)) AS last',
  );
  let next = (last.get() as { last: number }).last + 1; // as selected
  const counts = createCounts(database, alone);
  const known = new Map<string, Known>();

  function remember(id: string, job: Known): Known {
    if (known.size >= mostKnown) known.clear();
    known.set(id, job);
    return job;
  }

  function find(id: string): Known {
    const near = known.get(id);
    if (near !== undefined) return near;
    const job = knownOf.get(whole(id)) as Known | undefined; // as selected
    if (job === undefined) throw new MilepostError('JOB_NOT_FOUND', `There is no job "${id}".`);
    return remember(id, job);
  }

  function countOf(query: JobQuery, sought: Sought | null): JobCounts {
    if (sought === null) return counts.of(query.tasks);
    const { where, values } = filter({ ...query, states: undefined }, sought);
    const rows = database.prepare(`SELECT state, count(*) AS count FROM jobs WHERE ${where} GROUP BY state`).all(...values);
    const found = rows as { state: JobState; count: number }[]; // as selected
    return { ...noJobs(), ...Object.fromEntries(found.map(({ state, count }) => [state, count])) };
  }

  return {
    numberOf: (id: string) => find(id).number,
    write([, id, state, finishedAt, changing, made]: JobRow): void {
      if (made !== null) {
        const [task, search, key, fixed] = made;
        if (key !== null) keys?.add(key);
        // Here and below `get`, which gives nothing: what `run` tells, and nobody asks for, takes a tenth of its time.
        insert.get(next, id, task, state, search, key, finishedAt, fixed, changing);
        remember(id, { number: next++, task, state });
        counts.add(task, state, 1);
        return;
      }
      const job = find(id);
      if (job.state === state) return void updateWithin.get(changing, job.number);
      update.get(state, finishedAt, changing, job.number);
      counts.add(job.task, job.state, -1);
      counts.add(job.task, state, 1);
      job.state = state;
    },
    remove(number: number): void {
      const { task, state } = drop.get(number) as Known; // as it returns
      counts.add(task, state, -1);
      known.clear();
    },
    /** What was written last is not after all. */
    rolledBack(): void {
      counts.forget();
      known.clear();
    },
    expired({ before, keep, limit }: { before: number; keep: number; limit: number }): string[] {
      return (expired.all(before, keep, limit) as { id: string }[]).map(({ id }) => id); // as selected
    },
    /** What of a job never changes, and the event that is not written: its first state, or null where it has none. */
    readFirst(number: number): { fixed: FixedJob; first: StoredEvent | null } {
      const { fixed: text, changing } = textsOf.get(number) as unknown as RecordRow; // who asks has its number
      const { id, task, title, input, createdAt, retryOf, undoOf } = JSON.parse(text) as Fixed; // a row's
      const fixed = { id, task, title, input, createdAt, retryOf, undoOf };
      const { seq, job } = JSON.parse(changing) as ChangingRecord; // a row's
      return { fixed, first: seq > 0 ? firstState(fixed, job) : null };
    },
    read: (id: string) => recordOf(byId.get(whole(id)) as Row | undefined), // as selected
    readByKey: (key: string) => recordOf(byKey.get(whole(key)) as Row | undefined), // as selected
    unfinished: () => open.all() as unknown as RecordRow[], // as selected
    list(query: JobQuery) {
      const limit = query.limit ?? 50;
      const text = whole(query.text?.trim() ?? '').toLowerCase();
      const sought = text === '' ? null : { text, among: words.jobsWith(text) };
      const { where, values } = newest(query, sought, limit + 1);
      const sql = `SELECT number, fixed, changing FROM jobs WHERE ${where} ORDER BY number DESC LIMIT ?`;
      const rows = database.prepare(sql).all(...values, limit + 1) as Row[]; // as selected
      const page = rows.slice(0, limit);
      const next = rows.length > limit ? String(page.at(-1)?.number) : null;
      return { records: page.map(toRecord), next, counts: countOf(query, sought) };
    },
  };
}

function recordOf(row: Row | undefined): JobRecord | null {
  return row === undefined ? null : toRecord(row);
}

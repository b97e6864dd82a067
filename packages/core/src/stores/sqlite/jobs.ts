import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { type Job, type JobCounts, type JobQuery, type JobState, jobStates, MilepostError } from '../../model/index.ts';
import type { JobRecord } from '../../store.ts';
import { createCounts, noJobs } from './counts.ts';
import type { KeyFilter } from './key-filter.ts';
import { type Fixed, type FixedJob, type Row as Written, whole } from './rows.ts';

interface Row {
  number: number;
  fixed: string;
  changing: string;
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
export function createJobTable(database: DatabaseSyncInstance, { keys, alone }: { keys: KeyFilter | null; alone: boolean }) {
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
    "SELECT number, fixed, changing FROM jobs WHERE state IN ('queued', 'running', 'paused') ORDER BY number",
  );
  const fixedOf = database.prepare('SELECT fixed FROM jobs WHERE number = ?');
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

  function countOf(query: JobQuery): JobCounts {
    if (query.text === undefined || query.text.trim() === '') return counts.of(query.tasks);
    const { where, values } = filter({ ...query, states: undefined }, false);
    const rows = database.prepare(`SELECT state, count(*) AS count FROM jobs WHERE ${where} GROUP BY state`).all(...values);
    const found = rows as { state: JobState; count: number }[]; // as selected
    return { ...noJobs(), ...Object.fromEntries(found.map(({ state, count }) => [state, count])) };
  }

  return {
    numberOf: (id: string) => find(id).number,
    write({ id, state, finishedAt, changing, made }: Extract<Written, { type: 'job' }>): void {
      if (made !== null) {
        const { task, search, key, fixed } = made;
        if (key !== null) keys?.add(key);
        insert.run(next, id, task, state, search, key, finishedAt, fixed, changing);
        remember(id, { number: next++, task, state });
        counts.add(task, state, 1);
        return;
      }
      const job = find(id);
      if (job.state === state) return void updateWithin.run(changing, job.number);
      update.run(state, finishedAt, changing, job.number);
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
    /** What of a job never changes. */
    readFixed(number: number): FixedJob {
      const { fixed } = fixedOf.get(number) as { fixed: string }; // who asks has its number
      const { id, task, title, input, createdAt, retryOf, undoOf } = JSON.parse(fixed) as Fixed; // a row's
      return { id, task, title, input, createdAt, retryOf, undoOf };
    },
    read: (id: string) => join(byId.get(whole(id)) as Row | undefined), // as selected
    readByKey: (key: string) => join(byKey.get(whole(key)) as Row | undefined), // as selected
    unfinished: () => (open.all() as Row[]).map(join) as JobRecord[], // as selected; a row there is gives a record
    list(query: JobQuery) {
      const limit = query.limit ?? 50;
      const { where, values } = newest(query, limit + 1);
      const sql = `SELECT number, fixed, changing FROM jobs WHERE ${where} ORDER BY number DESC LIMIT ?`;
      const rows = database.prepare(sql).all(...values, limit + 1) as Row[]; // as selected
      const page = rows.slice(0, limit);
      const next = rows.length > limit ? String(page.at(-1)?.number) : null;
      return { records: page.map(join) as JobRecord[], next, counts: countOf(query) }; // a row there is gives a record
    },
  };
}

/** So many lists are read side by side. */
const mostLists = 64;

/**
 * Which are the newest so many that fit. For one task and one state the index has them in order, so each of these lists is read as
 * far as it is needed; else all that fit would be read to find the newest.
 */
function newest(query: JobQuery, count: number): ReturnType<typeof filter> {
  const { tasks = [], states = [] } = query;
  const alike = tasks.length === 0 ? [undefined] : tasks.map((task) => [task]);
  const lists = alike.flatMap((tasks) => (states.length > 0 ? states : jobStates).map((state) => ({ tasks, states: [state] })));
  if (tasks.length + states.length === 0 || lists.length > mostLists) return filter(query, true);
  const filters = lists.map((list) => filter({ ...query, ...list }, true));
  const parts = filters.map(
    ({ where }) => `SELECT number FROM (SELECT number FROM jobs WHERE ${where} ORDER BY number DESC LIMIT ?)`,
  );
  return { where: `number IN (${parts.join(' UNION ALL ')})`, values: filters.flatMap(({ values }) => [...values, count]) };
}

function filter({ states, tasks, text, cursor }: JobQuery, page: boolean): { where: string; values: (string | number)[] } {
  const conditions = ['1'];
  const values: (string | number)[] = [];
  const among = (column: string, allowed: readonly string[] | undefined) => {
    if (allowed === undefined || allowed.length === 0) return;
    conditions.push(`${column} IN (${allowed.map(() => '?').join(', ')})`);
    values.push(...allowed.map(whole));
  };
  among('state', states);
  among('task', tasks);
  if (text !== undefined && text.trim() !== '') {
    conditions.push('instr(search, ?) > 0');
    values.push(whole(text.trim()).toLowerCase());
  }
  if (page && cursor !== undefined) {
    if (!/^\d{1,15}$/.test(cursor)) throw new MilepostError('INVALID_INPUT', 'Expected the `next` of a page as the cursor.');
    conditions.push('number < ?');
    values.push(Number(cursor));
  }
  return { where: conditions.join(' AND '), values };
}

function join(row: Row | undefined): JobRecord | null {
  if (row === undefined) return null;
  // Before schema 2 nothing had an origin.
  const { only, except, origin = null, priority, idempotencyKey, exclusive, reversible, ...job } = JSON.parse(row.fixed) as Fixed; // a row's
  const { job: jobChanging, ...rest } = JSON.parse(row.changing) as { job: Job } & Omit<JobRecord, 'job'>; // a row's
  return { ...rest, only, except, origin, priority, idempotencyKey, exclusive, reversible, job: { ...job, ...jobChanging } };
}

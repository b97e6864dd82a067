import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { type Job, type JobCounts, type JobQuery, type JobState, jobStates, MilepostError } from '../../model/index.ts';
import type { JobRecord } from '../../store.ts';

interface Row {
  number: number;
  fixed: string;
  changing: string;
}

/** What of a job never changes is written once; it may be large. */
type Fixed = Pick<Job, 'id' | 'task' | 'title' | 'input' | 'createdAt' | 'retryOf' | 'undoOf'> &
  Pick<JobRecord, 'only' | 'except' | 'priority' | 'origin' | 'idempotencyKey' | 'exclusive' | 'reversible'>;

/** The numbers of this many jobs are kept at hand. */
const mostNumbers = 10_000;

/**
 * A text by which rows are found, so that SQLite gets all of it: the library cuts a text at a NUL, and makes one character of all halves
 * of surrogate pairs. They are escaped as JSON escapes them, which is also how they stand in an input that is searched.
 */
const whole = (text: string) =>
  text.replace(/\0|\p{Surrogate}/gu, (odd) => `\\u${odd.charCodeAt(0).toString(16).padStart(4, '0')}`);

export function createJobTable(database: DatabaseSyncInstance) {
  const insert = database.prepare(
    'INSERT INTO jobs (id, task, state, search, idempotency_key, finished_at, fixed, changing) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const update = database.prepare('UPDATE jobs SET state = ?, finished_at = ?, changing = ? WHERE number = ?');
  const byId = database.prepare('SELECT number, fixed, changing FROM jobs WHERE id = ?');
  const byKey = database.prepare('SELECT number, fixed, changing FROM jobs WHERE idempotency_key = ?');
  const open = database.prepare(
    "SELECT number, fixed, changing FROM jobs WHERE state IN ('queued', 'running', 'paused') ORDER BY number",
  );
  const drop = database.prepare('DELETE FROM jobs WHERE number = ?');
  const expired = database.prepare(`
    SELECT id FROM jobs WHERE finished_at IS NOT NULL AND (finished_at < ?1 OR number <= (
      SELECT number FROM jobs WHERE finished_at IS NOT NULL ORDER BY number DESC LIMIT 1 OFFSET ?2))
    ORDER BY number LIMIT ?3`);
  const numbers = new Map<string, number>();

  function remember(id: string, number: number): number {
    if (numbers.size >= mostNumbers) numbers.clear();
    numbers.set(id, number);
    return number;
  }

  function numberOf(id: string): number {
    const number = numbers.get(id);
    if (number !== undefined) return number;
    const row = byId.get(whole(id)) as Row | undefined; // as selected
    if (row === undefined) throw new MilepostError('JOB_NOT_FOUND', `There is no job "${id}".`);
    return remember(id, row.number);
  }

  return {
    numberOf,
    write(record: JobRecord, created: boolean): void {
      const [fixed, changing] = divide(record);
      if (!created) {
        update.run(record.job.state, record.job.finishedAt, changing, numberOf(record.job.id));
        return;
      }
      const { id, task, title, input, state, finishedAt } = record.job;
      const search = `${id} ${title} ${task} ${JSON.stringify(input)}`.toLowerCase().slice(0, 2_000);
      const key = record.idempotencyKey === null ? null : whole(record.idempotencyKey);
      const { lastInsertRowid } = insert.run(id, task, state, search, key, finishedAt, fixed, changing);
      remember(id, Number(lastInsertRowid));
    },
    remove(number: number): void {
      drop.run(number);
      numbers.clear();
    },
    expired({ before, keep, limit }: { before: number; keep: number; limit: number }): string[] {
      return (expired.all(before, keep, limit) as { id: string }[]).map(({ id }) => id); // as selected
    },
    read: (id: string) => join(byId.get(whole(id)) as Row | undefined), // as selected
    readByKey: (key: string) => join(byKey.get(whole(key)) as Row | undefined), // as selected
    unfinished: () => (open.all() as Row[]).map(join) as JobRecord[], // as selected; a row there is gives a record
    list(query: JobQuery) {
      const limit = query.limit ?? 50;
      const { where, values } = filter(query, true);
      const sql = `SELECT number, fixed, changing FROM jobs WHERE ${where} ORDER BY number DESC LIMIT ?`;
      const rows = database.prepare(sql).all(...values, limit + 1) as Row[]; // as selected
      const page = rows.slice(0, limit);
      const next = rows.length > limit ? String(page.at(-1)?.number) : null;
      return { records: page.map(join) as JobRecord[], next, counts: count(database, query) }; // a row there is gives a record
    },
  };
}

function count(database: DatabaseSyncInstance, query: JobQuery): JobCounts {
  const { where, values } = filter({ ...query, states: undefined, cursor: undefined }, false);
  const rows = database.prepare(`SELECT state, count(*) AS count FROM jobs WHERE ${where} GROUP BY state`).all(...values);
  const counts = Object.fromEntries(jobStates.map((state) => [state, 0])) as Record<JobState, number>; // one for each
  for (const { state, count } of rows as { state: JobState; count: number }[]) counts[state] = count; // as selected
  return counts;
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

function divide({ job, ...rest }: JobRecord): [fixed: string, changing: string] {
  const { id, task, title, input, createdAt, retryOf, undoOf, ...jobChanging } = job;
  const { only, except, origin, priority, idempotencyKey, exclusive, reversible, ...recordChanging } = rest;
  const fixed: Fixed = {
    id,
    task,
    title,
    input,
    createdAt,
    retryOf,
    undoOf,
    only,
    except,
    origin,
    priority,
    idempotencyKey,
    exclusive,
    reversible,
  };
  return [JSON.stringify(fixed), JSON.stringify({ ...recordChanging, job: jobChanging })];
}

function join(row: Row | undefined): JobRecord | null {
  if (row === undefined) return null;
  // Before schema 2 nothing had an origin.
  const { only, except, origin = null, priority, idempotencyKey, exclusive, reversible, ...job } = JSON.parse(row.fixed) as Fixed; // written by divide
  const { job: jobChanging, ...rest } = JSON.parse(row.changing) as { job: Job } & Omit<JobRecord, 'job'>; // written by divide
  return { ...rest, only, except, origin, priority, idempotencyKey, exclusive, reversible, job: { ...job, ...jobChanging } };
}

import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { LogEntry } from '../../model/index.ts';
import type { StoredEvent } from '../../store.ts';
import { type Changing, type EventRow, type FixedJob, joinJob } from './rows.ts';

interface Row {
  type: 'log' | 'state';
  body: string;
}

type ReadFirst = (job: number) => { fixed: FixedJob; first: StoredEvent | null };

/** `readFirst` gives what a state leaves out of its job, for that never changes, and a job's first state, which is not written. */
export function createEventTable(database: DatabaseSyncInstance, readFirst: ReadFirst) {
  const insert = database.prepare('INSERT INTO events VALUES (?, ?, ?, ?)');
  const after = database.prepare('SELECT type, body FROM events WHERE job = ? AND seq > ? ORDER BY seq LIMIT ?');
  const logAfter = database.prepare(
    "SELECT type, body FROM events WHERE job = ? AND seq > ? AND type = 'log' ORDER BY seq LIMIT ?",
  );
  const logTail = database.prepare(
    "SELECT type, body FROM events WHERE job = ? AND seq <= ? AND type = 'log' ORDER BY seq DESC LIMIT ?",
  );
  const read = (rows: unknown[]) =>
    (rows as Row[]).map(({ type, body }) => ({ type, ...(JSON.parse(body) as object) }) as StoredEvent); // a row's

  return {
    write(job: number, [, , seq, kind, body]: EventRow): void {
      // `run` would tell what nobody asks for.
      insert.get(job, seq, kind, body);
    },
    after(job: number, query: { after: number; limit: number }): StoredEvent[] {
      const events = read(after.all(job, query.after, query.limit));
      const lacksFirst = query.after < 1 && events[0]?.seq !== 1;
      if (!lacksFirst && !events.some(({ type }) => type === 'state')) return events;
      const { fixed, first } = readFirst(job);
      const joined = events.map(
        (event) => (event.type === 'state' ? { ...event, job: joinJob(fixed, event.job as Changing) } : event), // as it is written
      );
      return lacksFirst && first !== null ? [first, ...joined].slice(0, query.limit) : joined;
    },
    logAfter: (job: number, query: { after: number; limit: number }) => toLog(read(logAfter.all(job, query.after, query.limit))),
    logTail: (job: number, query: { upTo: number; limit: number }) =>
      toLog(read(logTail.all(job, query.upTo, query.limit))).reverse(),
  };
}

function toLog(events: StoredEvent[]): LogEntry[] {
  return events.flatMap((event) => {
    if (event.type !== 'log') return [];
    const { type, ...entry } = event;
    return [entry];
  });
}

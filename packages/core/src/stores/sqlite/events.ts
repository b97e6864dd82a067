import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { LogEntry } from '../../model/index.ts';
import type { StoredEvent } from '../../store.ts';

interface Row {
  type: 'log' | 'state';
  body: string;
}

export function createEventTable(database: DatabaseSyncInstance) {
  const insert = database.prepare('INSERT INTO events VALUES (?, ?, ?, ?)');
  const after = database.prepare('SELECT type, body FROM events WHERE job = ? AND seq > ? ORDER BY seq LIMIT ?');
  const logAfter = database.prepare(
    "SELECT type, body FROM events WHERE job = ? AND seq > ? AND type = 'log' ORDER BY seq LIMIT ?",
  );
  const logTail = database.prepare(
    "SELECT type, body FROM events WHERE job = ? AND seq <= ? AND type = 'log' ORDER BY seq DESC LIMIT ?",
  );
  const clear = database.prepare('DELETE FROM events WHERE job = ?');
  const read = (rows: unknown[]) =>
    (rows as Row[]).map(({ type, body }) => ({ type, ...(JSON.parse(body) as object) }) as StoredEvent); // written below

  return {
    write(job: number, { type, ...body }: StoredEvent): void {
      insert.run(job, body.seq, type, JSON.stringify(body));
    },
    remove: (job: number) => clear.run(job),
    after: (job: number, query: { after: number; limit: number }) => read(after.all(job, query.after, query.limit)),
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

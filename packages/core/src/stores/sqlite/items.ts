import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { ItemOutcome, PlacedItem } from '../../engine.ts';
import {
  type ItemList,
  type ItemQuery,
  type ItemState,
  type JobItem,
  MilepostError,
  type PlannedItem,
} from '../../model/index.ts';
import type { CellCounts } from '../../progress/cell.ts';

interface Row {
  position: number;
  item: string;
  given: string | null;
  state: ItemState;
  error: string | null;
  at: number | null;
  ms: number | null;
}

const blockItems = 500;

export function createItemTable(database: DatabaseSyncInstance) {
  const insert = database.prepare('INSERT INTO items (job, position, item) VALUES (?, ?, ?)');
  const settle = database.prepare(
    'UPDATE items SET state = ?, error = ?, receipt = ?, at = ?, ms = ? WHERE job = ? AND position = ?',
  );
  const waiting = database.prepare(
    "SELECT position, item, given FROM items WHERE job = ? AND position > ? AND state = 'waiting' ORDER BY position LIMIT ?",
  );
  const clear = database.prepare('DELETE FROM items WHERE job = ?');
  const counts = database.prepare('SELECT state, count(*) AS count FROM items WHERE job = ? GROUP BY state');

  return {
    plan(job: number, items: readonly PlacedItem[]): void {
      // A plan that was broken off has done nothing yet: it is made anew from its first item on.
      if (items[0]?.position === 0) clear.run(job);
      for (const { position, item } of items) insert.run(job, position, JSON.stringify(item));
    },
    planFrom(job: number, from: number, states: readonly ItemState[], order: 'plan' | 'newest-first'): void {
      // To be taken back, an item brings the receipt of what was done; to be done again, what it was given itself.
      const [given, by] = order === 'plan' ? ['given', 'position'] : ['receipt', 'at DESC, position DESC'];
      const sql = `INSERT INTO items (job, position, item, given)
        SELECT ?, row_number() OVER (ORDER BY ${by}) - 1, item, ${given} FROM items
        WHERE job = ? AND state IN (${states.map(() => '?').join(', ')})`;
      database.prepare(sql).run(job, from, ...states);
    },
    remove: (job: number) => clear.run(job),
    settle(job: number, outcomes: readonly ItemOutcome[]): void {
      for (const { state, error, receipt, at, ms, position } of outcomes) {
        settle.run(state, error === null ? null : JSON.stringify(error), receipt, at, ms, job, position);
      }
    },
    list(job: number, { states, limit = 100, cursor }: ItemQuery): ItemList {
      if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) {
        throw new MilepostError('INVALID_INPUT', 'Expected the `next` of a page as the cursor.');
      }
      const among = states?.length ? `AND state IN (${states.map(() => '?').join(', ')})` : '';
      const sql = `SELECT position, item, state, error, at, ms FROM items WHERE job = ? AND position > ? ${among} ORDER BY position LIMIT ?`;
      const rows = database.prepare(sql).all(job, Number(cursor ?? -1), ...(states ?? []), limit + 1) as unknown as Row[]; // as selected
      const page = rows.slice(0, limit);
      return { items: page.map(toItem), next: rows.length > limit ? String(page.at(-1)?.position) : null };
    },
    async *left(job: number): AsyncIterable<readonly PlacedItem[]> {
      for (let last = -1; ; ) {
        const rows = waiting.all(job, last, blockItems) as Pick<Row, 'position' | 'item' | 'given'>[]; // as selected
        if (rows.length === 0) return;
        last = rows.at(-1)?.position ?? last;
        yield rows.map(({ position, item, given }) => ({
          position,
          item: JSON.parse(item) as PlannedItem, // written by plan
          ...(given !== null && { receipt: given }),
        }));
      }
    },
    counts(job: number): CellCounts & { total: number } {
      const found = { done: 0, skipped: 0, failed: 0, total: 0, restored: 0 };
      const rows = counts.all(job) as { state: ItemState; count: number }[]; // as selected
      for (const { state, count } of rows) {
        found.total += count;
        if (state !== 'waiting') found[state] = count;
      }
      return found;
    },
  };
}

function toItem({ item, state, error, at, ms }: Row): JobItem {
  const { data, ...shown } = JSON.parse(item) as PlannedItem; // written by plan
  return { ...shown, state, error: error === null ? null : (JSON.parse(error) as JobItem['error']), at, ms }; // written by settle
}

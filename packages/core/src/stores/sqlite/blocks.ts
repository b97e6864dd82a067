import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Block, Run } from '../../items/block.ts';

/** Blocks that are looked up together. */
const page = 32;

/** The table of the blocks of plans: what is in them stays text. */
export function createBlockTable(database: DatabaseSyncInstance) {
  const insert = database.prepare('INSERT INTO blocks (job, first, count, items, receipts) VALUES (?, ?, ?, ?, ?)');
  const clear = database.prepare('DELETE FROM blocks WHERE job = ?');
  const runs = database.prepare(`
    SELECT first, count FROM blocks
    WHERE job = ?1 AND first + count > ?2
      AND first >= coalesce((SELECT first FROM blocks WHERE job = ?1 AND first <= ?2 ORDER BY first DESC LIMIT 1), 0)
    ORDER BY first LIMIT ?3`);
  const read = database.prepare('SELECT first, count, items, receipts FROM blocks WHERE job = ? AND first = ?');
  const size = database.prepare('SELECT coalesce(sum(count), 0) AS total FROM blocks WHERE job = ?');

  return {
    write(job: number, { first, count, items, receipts }: Block): void {
      insert.run(job, first, count, items, receipts);
    },
    remove: (job: number) => clear.run(job),
    /** Where the block lies that holds a place, or the next one. */
    at: (job: number, place: number) => runs.get(job, place, 1) as Run | undefined, // as selected
    /** Where the blocks lie, from that on. */
    *from(job: number, place: number): Generator<Run> {
      for (let next = place; ; ) {
        const found = runs.all(job, next, page) as unknown as Run[]; // as selected
        yield* found;
        const last = found.at(-1);
        if (last === undefined) return;
        next = last.first + last.count;
      }
    },
    /** The block that begins at a place where there is one. */
    read: (job: number, first: number) => ({ ...(read.get(job, first) as unknown as Block) }), // as selected
    size: (job: number) => (size.get(job) as { total: number }).total, // as selected
  };
}

export type BlockTable = ReturnType<typeof createBlockTable>;

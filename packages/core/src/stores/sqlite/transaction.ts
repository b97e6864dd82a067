import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Row } from './rows.ts';

/**
 * What is written together, all of it or nothing. It may come in several parts, so that the first rows are in while the next ones are
 * still being made. `undone` is called when nothing of it was written after all.
 */
export function createTransaction(database: DatabaseSyncInstance, write: (row: Row) => void, undone: () => void) {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  let begun = false;
  let failure: { readonly thrown: unknown } | null = null;

  function undo(): void {
    if (database.isTransaction) database.exec('ROLLBACK');
    undone();
  }

  function attempt(step: () => void): void {
    if (failure !== null) return;
    try {
      step();
    } catch (thrown) {
      failure = { thrown };
      undo();
    }
  }

  return {
    /** Some of its rows. What goes wrong with them is told at its end. */
    take(rows: readonly Row[]): void {
      attempt(() => {
        if (!begun) begin.run();
        begun = true;
        for (const row of rows) write(row);
      });
    },
    /** The rest of it does not come: nothing of it is written. */
    breakOff(): void {
      if (begun && failure === null) undo();
      begun = false;
      failure = null;
    },
    /** All of it has come, and is on disk. @throws what went wrong with any part of it */
    end(): void {
      attempt(() => void commit.run());
      const failed = failure;
      begun = false;
      failure = null;
      if (failed !== null) throw failed.thrown;
    },
  };
}

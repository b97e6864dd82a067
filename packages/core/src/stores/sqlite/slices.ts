import type { DatabaseSyncInstance } from '@photostructure/sqlite';

/** Work that others need not wait for. */
export interface Slices {
  /** Begins, or goes on, as soon as nothing else is to be done. */
  go(): void;
  stop(): void;
}

/** Does it slice by slice, so that what others ask for comes between. `step` does one, and says whether there is more to do. */
export function inSlices(database: DatabaseSyncInstance, step: () => boolean): Slices {
  let timer: NodeJS.Immediate | null = null;

  function go(): void {
    timer ??= setImmediate(() => {
      timer = null;
      // The rest of what others write is on its way.
      if (database.isTransaction) return go();
      try {
        if (step()) go();
      } catch {
        // What cannot be written now goes another time.
        if (database.isTransaction) database.exec('ROLLBACK');
      }
    });
  }

  return {
    go,
    stop(): void {
      if (timer !== null) clearImmediate(timer);
    },
  };
}

import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { inSlices } from './slices.ts';

/** In one slice, of one job: so long, about, others wait behind it. */
const most = { blocks: 20, segments: 40, events: 1_000 };
const mostJobs = 50;
const mostPages = 300;

/**
 * What belonged to jobs that are removed goes slice by slice, so that what others write comes between, and the room that it took is
 * given back. What a closing leaves goes on with the next opening: until then nobody else has the job's number.
 */
export function createSweep(database: DatabaseSyncInstance) {
  const note = database.prepare('INSERT INTO removed VALUES (?)');
  const forget = database.prepare('DELETE FROM removed WHERE job = ?');
  const unlearn = database.prepare('DELETE FROM words WHERE rowid = ?');
  const next = database.prepare('SELECT job FROM removed LIMIT ?');
  const free = database.prepare('PRAGMA freelist_count');
  const parts = [
    { limit: most.blocks, drop: 'DELETE FROM blocks WHERE number IN (SELECT number FROM blocks WHERE job = ?1 LIMIT ?2)' },
    { limit: most.segments, drop: 'DELETE FROM segments WHERE number IN (SELECT number FROM segments WHERE job = ?1 LIMIT ?2)' },
    {
      limit: most.events,
      drop: `DELETE FROM events WHERE job = ?1 AND seq <= (
        SELECT max(seq) FROM (SELECT seq FROM events WHERE job = ?1 ORDER BY seq LIMIT ?2))`,
    },
  ].map(({ limit, drop }) => ({ limit, drop: database.prepare(drop) }));
  const freePages = () => (free.get() as { freelist_count: number }).freelist_count; // that is its row
  /** True when nothing is left of the job. */
  function dropSome(job: number): boolean {
    const full = parts.filter(({ limit, drop }) => Number(drop.run(job, limit).changes) === limit);
    if (full.length > 0) return false;
    unlearn.run(job);
    forget.run(job);
    return true;
  }

  /** True when there is more to do. */
  function step(): boolean {
    const jobs = next.all(mostJobs) as { job: number }[]; // as selected
    if (jobs.length > 0) {
      database.exec('BEGIN IMMEDIATE');
      jobs.every(({ job }) => dropSome(job));
      database.exec('COMMIT');
    }
    const before = freePages();
    if (before > 0) database.exec(`PRAGMA incremental_vacuum(${mostPages})`);
    const left = freePages();
    // A file that was made without `auto_vacuum` keeps its free pages.
    return jobs.length > 0 || (left > 0 && left < before);
  }

  return {
    /** Within a transaction: all that belongs to this number is to go. */
    note: (job: number) => void note.run(job),
    ...inSlices(database, step),
  };
}

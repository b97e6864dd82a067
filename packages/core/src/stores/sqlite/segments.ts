import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { leftOf, type Run } from '../../items/block.ts';
import { readOutcomes, type Segment, SegmentWriter } from '../../items/segment.ts';
import type { ItemState } from '../../model/index.ts';

/** A segment without its text. */
export type Counted = Omit<Segment, 'outcomes'>;

/** The table of what became of items, in segments: what is in them stays text. */
export function createSegmentTable(database: DatabaseSyncInstance) {
  const insert = database.prepare(
    'INSERT INTO segments (job, first, count, done, skipped, failed, outcomes) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const before = database.prepare('SELECT first, count FROM segments WHERE job = ? AND first < ? ORDER BY first DESC LIMIT 1');
  const within = database.prepare(
    'SELECT first, count, done, skipped, failed FROM segments WHERE job = ? AND first >= ? AND first < ? ORDER BY first',
  );
  const texts = database.prepare(
    'SELECT first, count, done, skipped, failed, outcomes FROM segments WHERE job = ? AND first >= ? AND first < ? ORDER BY first',
  );
  const newest = database.prepare(`
    SELECT number, first, outcomes FROM segments WHERE job = ? AND number < ? AND done > 0 ORDER BY number DESC LIMIT ?`);
  const counts = database.prepare(`
    SELECT coalesce(sum(done), 0) AS done, coalesce(sum(skipped), 0) AS skipped, coalesce(sum(failed), 0) AS failed
    FROM segments WHERE job = ?`);
  const next = Object.fromEntries(
    ['done', 'skipped', 'failed'].map((state) => [
      state,
      database.prepare(`SELECT first FROM segments WHERE job = ? AND first >= ? AND ${state} > 0 ORDER BY first LIMIT 1`),
    ]),
  );

  function put(job: number, { first, count, done, skipped, failed, outcomes }: Segment): void {
    insert.run(job, first, count, done, skipped, failed, outcomes);
  }

  /** What is known already of a run of places, from its end on, in no more rows than it takes to be sure. */
  function known(job: number, { first, count }: Run): Run[] {
    const found: Run[] = [];
    for (let end = first + count; end > first; ) {
      const last = before.get(job, end) as Run | undefined; // as selected
      if (last === undefined || last.first + last.count <= first) break;
      found.unshift(last);
      end = last.first;
    }
    return found;
  }

  return {
    /** What is known of an item already stays. */
    write(job: number, segment: Segment): void {
      const twice = known(job, segment);
      if (twice.length === 0) put(job, segment);
      // Told again by a worker that did not hear that it had been taken.
      else for (const run of leftOf(segment, twice)) put(job, part(segment, run));
    },
    /** Those that begin within a run of places; without their texts. */
    within: (job: number, { first, count }: Run) => within.all(job, first, first + count) as unknown as Counted[], // as selected
    texts: (job: number, { first, count }: Run) => texts.all(job, first, first + count) as unknown as Segment[], // as selected
    /** Those with something done, the newest first, older than a number. */
    newest: (job: number, than: number, limit: number) =>
      newest.all(job, than, limit) as unknown as { number: number; first: number; outcomes: string }[], // as selected
    counts: (job: number) => counts.get(job) as { done: number; skipped: number; failed: number }, // as selected
    /** Where the next one begins that has an item in this state. */
    next(job: number, from: number, state: Exclude<ItemState, 'waiting'>): number | null {
      return (next[state]?.get(job, from) as { first: number } | undefined)?.first ?? null; // as selected
    },
  };
}

export type SegmentTable = ReturnType<typeof createSegmentTable>;

function part(segment: Segment, { first, count }: Run): Segment {
  const writer = new SegmentWriter(first);
  for (const outcome of readOutcomes(segment).slice(first - segment.first, first - segment.first + count)) writer.add(outcome);
  return writer.end();
}

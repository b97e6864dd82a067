import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { inSlices } from './slices.ts';

/** Where more jobs than this may fit, or are not learnt yet, a list reads the jobs themselves: it has its page before it has read many. */
const mostFound = 2_000;
/** In one slice: so long, about 10 ms, others wait behind it. */
const most = { jobs: 100, pages: 100 };
/** Of what is searched for; the job's own text has the last word. */
const mostParts = 50;

export type WordIndex = ReturnType<typeof createWordIndex>;

/** An index of what jobs are searched for by. Nobody pays for it who does not search among many jobs. */
export function createWordIndex(database: DatabaseSyncInstance) {
  const found = database.prepare('SELECT rowid AS number FROM words WHERE words MATCH ? LIMIT ?');
  const last = database.prepare('SELECT rowid AS number FROM words ORDER BY rowid DESC LIMIT 1');
  const younger = database.prepare('SELECT number FROM jobs WHERE number > ? LIMIT ?');
  const learn = database.prepare(
    'INSERT INTO words (rowid, search) SELECT number, search FROM jobs WHERE number > ? ORDER BY number LIMIT ?',
  );
  const merge = database.prepare("INSERT INTO words (words, rank) VALUES ('merge', ?)");
  const changes = database.prepare('SELECT total_changes() AS count');
  const lastLearnt = () => (last.get() as { number: number } | undefined)?.number ?? 0; // as selected
  const changed = () => (changes.get() as { count: number }).count; // as selected

  /** True when there is more to do. */
  function step(): boolean {
    database.exec('BEGIN IMMEDIATE');
    const learnt = Number(learn.run(lastLearnt(), most.jobs).changes);
    const before = changed();
    merge.run(most.pages);
    const merged = changed() - before;
    database.exec('COMMIT');
    // Fewer than two rows were written: nothing is left to be put together (https://sqlite.org/fts5.html#the_merge_command).
    return learnt > 0 || merged >= 2;
  }

  const slices = inSlices(database, step);

  return {
    /** The numbers of all jobs in which the text may be found; null where reading the jobs is no worse. */
    jobsWith(text: string): number[] | null {
      const parts = partsOf(text);
      if (parts.length === 0) return null;
      const limit = mostFound + 1;
      const young = younger.all(lastLearnt(), limit) as { number: number }[]; // as selected
      if (young.length === limit) slices.go();
      const rows = young.length === limit ? young : [...young, ...(found.all(parts.join(' AND '), limit) as typeof young)]; // as selected
      return rows.length < limit ? rows.map(({ number }) => number) : null;
    },
    stop: slices.stop,
  };
}

/** All that the index knows of it, quoted. Of what is shorter than three characters it knows nothing. */
function partsOf(text: string): string[] {
  const characters = [...text];
  const parts = characters.slice(2).map((_, index) => characters.slice(index, index + 3).join(''));
  return [...new Set(parts)].slice(0, mostParts).map((part) => `"${part.replaceAll('"', '""')}"`);
}

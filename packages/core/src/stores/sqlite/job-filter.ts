import { type JobQuery, jobStates, MilepostError } from '../../model/index.ts';
import { whole } from './rows.ts';

/** A text that jobs are to hold, as their rows have it, and, where it is known, which jobs may. */
export interface Sought {
  readonly text: string;
  readonly among: readonly number[] | null;
}

interface Filter {
  readonly where: string;
  readonly values: (string | number)[];
}

/** So many lists are read side by side. */
const mostLists = 64;

/**
 * Which are the newest so many that fit. For one task and one state the index has them in order, so each of these lists is read as
 * far as it is needed; else all that fit would be read to find the newest.
 */
export function newest(query: JobQuery, sought: Sought | null, count: number): Filter {
  const { tasks = [], states = [], cursor } = query;
  const before = cursor === undefined ? undefined : numberOf(cursor);
  const alike = tasks.length === 0 ? [undefined] : tasks.map((task) => [task]);
  const lists = alike.flatMap((tasks) => (states.length > 0 ? states : jobStates).map((state) => ({ tasks, states: [state] })));
  const known = sought !== null && sought.among !== null;
  if (known || tasks.length + states.length === 0 || lists.length > mostLists) return filter(query, sought, before);
  const filters = lists.map((list) => filter({ ...query, ...list }, sought, before));
  const parts = filters.map(
    ({ where }) => `SELECT number FROM (SELECT number FROM jobs WHERE ${where} ORDER BY number DESC LIMIT ?)`,
  );
  return { where: `number IN (${parts.join(' UNION ALL ')})`, values: filters.flatMap(({ values }) => [...values, count]) };
}

/** Which fit, of those with a number below `before`. */
export function filter({ states, tasks }: JobQuery, sought: Sought | null, before?: number): Filter {
  const conditions = ['1'];
  const values: (string | number)[] = [];
  // With a sign SQLite does not look for an index: the numbers that are known are fewer than what one would give.
  const sign = sought === null || sought.among === null ? '' : '+';
  const among = (column: string, allowed: readonly string[] | undefined) => {
    if (allowed === undefined || allowed.length === 0) return;
    conditions.push(`${sign}${column} IN (${allowed.map(() => '?').join(', ')})`);
    values.push(...allowed.map(whole));
  };
  if (sought !== null && sought.among !== null) {
    conditions.push('number IN (SELECT value FROM json_each(?))');
    values.push(JSON.stringify(sought.among));
  }
  among('state', states);
  among('task', tasks);
  if (sought !== null) {
    conditions.push('instr(search, ?) > 0');
    values.push(sought.text);
  }
  if (before !== undefined) {
    conditions.push(`${sign}number < ?`);
    values.push(before);
  }
  return { where: conditions.join(' AND '), values };
}

function numberOf(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new MilepostError('INVALID_INPUT', 'Expected the `next` of a page as the cursor.');
}

import type { Job } from '../../model/index.ts';
import type { Change, JobRecord, StoredEvent } from '../../store.ts';

/**
 * A change as it goes to the thread of the store: texts are made where the change comes from, for they travel in a tenth of the time
 * that objects take, and the thread, which has all that is written to do, has less of it.
 */
export type Row = JobRow | EventRow | Exclude<Change, { type: 'job' | 'event' }>;

interface JobRow {
  readonly type: 'job';
  readonly id: string;
  readonly state: Job['state'];
  readonly finishedAt: number | null;
  readonly changing: string;
  /** Null for one that is there already. */
  readonly made: { task: string; search: string; key: string | null; fixed: string } | null;
}

interface EventRow {
  readonly type: 'event';
  readonly job: string;
  readonly seq: number;
  readonly kind: StoredEvent['type'];
  readonly body: string;
}

/** What of a job never changes is written once; it may be large. */
export type FixedJob = Pick<Job, 'id' | 'task' | 'title' | 'input' | 'createdAt' | 'retryOf' | 'undoOf'>;
type FixedRecord = Pick<JobRecord, 'only' | 'except' | 'priority' | 'origin' | 'idempotencyKey' | 'exclusive' | 'reversible'>;
export type Fixed = FixedJob & FixedRecord;

/**
 * A text by which rows are found, so that SQLite gets all of it: the library cuts a text at a NUL, and makes one character of all halves
 * of surrogate pairs. They are escaped as JSON escapes them, which is also how they stand in an input that is searched.
 */
export const whole = (text: string): string =>
  text.replace(/\0|\p{Surrogate}/gu, (odd) => `\\u${odd.charCodeAt(0).toString(16).padStart(4, '0')}`);

export function toRows(changes: readonly Change[]): Row[] {
  const tell = rememberLast(tellChanging);
  return changes.map((change) => {
    if (change.type === 'job') return toJobRow(change.record, change.created, tell);
    return change.type === 'event' ? toEventRow(change.job, change.event, tell) : change;
  });
}

type Tell = (job: Job) => string;

function toJobRow(record: JobRecord, created: boolean, tell: Tell): JobRow {
  const { job, only, except, origin, priority, idempotencyKey, exclusive, reversible, ...rest } = record;
  const { id, task, title, input, createdAt, retryOf, undoOf, state, finishedAt } = job;
  const changing = `${JSON.stringify(rest).slice(0, -1)},"job":${tell(job)}}`;
  if (!created) return { type: 'job', id, state, finishedAt, changing, made: null };
  const fixed: Fixed = {
    id,
    task,
    title,
    input,
    createdAt,
    retryOf,
    undoOf,
    // Named one by one: to spread the first ones here takes ten times as long.
    only,
    except,
    origin,
    priority,
    idempotencyKey,
    exclusive,
    reversible,
  };
  const key = idempotencyKey === null ? null : whole(idempotencyKey);
  const search = `${id} ${title} ${task} ${JSON.stringify(input)}`.toLowerCase().slice(0, 2_000);
  return { type: 'job', id, state, finishedAt, changing, made: { task, search, key, fixed: JSON.stringify(fixed) } };
}

function toEventRow(job: string, event: StoredEvent, tell: Tell): EventRow {
  const { type: kind, seq } = event;
  if (event.type === 'state')
    return { type: 'event', job, seq, kind, body: `{"seq":${seq},"at":${event.at},"job":${tell(event.job)}}` };
  const { type, ...body } = event;
  return { type: 'event', job, seq, kind, body: JSON.stringify(body) };
}

/** The last state of a job is the job as it is: what was told of it is not told again. */
function rememberLast(tell: Tell): Tell {
  let last: { job: Job; text: string } | null = null;
  return (job) => {
    if (last?.job !== job) last = { job, text: tell(job) };
    return last.text;
  };
}

function tellChanging({ id, task, title, input, createdAt, retryOf, undoOf, ...changing }: Job): string {
  return JSON.stringify(changing);
}

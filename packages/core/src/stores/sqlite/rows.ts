import { emptyProgress, type Job, type Progress } from '../../model/index.ts';
import type { Change, JobRecord, StoredEvent } from '../../store.ts';

/**
 * A change as it goes to the thread of the store: texts are made where the change comes from, for they travel in a tenth of the time
 * that objects take, and the thread, which has all that is written to do, has less of it. What there is most of travels without the
 * names of its parts.
 */
export type Row = JobRow | EventRow | Exclude<Change, { type: 'job' | 'event' }>;

/** `made` is null for one that is there already. */
export type JobRow = readonly [
  'job',
  id: string,
  state: Job['state'],
  finishedAt: number | null,
  changing: string,
  made: Made | null,
];
type Made = readonly [task: string, search: string, key: string | null, fixed: string];

export type EventRow = readonly ['event', job: string, seq: number, kind: StoredEvent['type'], body: string];

/** What there is not, or not yet, is not written. */
type Sparse<Thing> = { readonly [Part in keyof Thing]?: Thing[Part] | undefined };

/** What of a job never changes is written once; it may be large. */
export type FixedJob = Pick<Job, 'id' | 'task' | 'title' | 'input' | 'createdAt'> & Sparse<Pick<Job, 'retryOf' | 'undoOf'>>;
type FixedRecord = Pick<JobRecord, 'only' | 'except' | 'priority' | 'origin' | 'idempotencyKey' | 'exclusive' | 'reversible'>;
export type Fixed = FixedJob & Sparse<FixedRecord>;

/** What of a job changes. Of progress that is none yet there is but the unit. */
export type Changing = Pick<Job, 'state'> &
  Sparse<Omit<Job, 'id' | 'task' | 'title' | 'input' | 'createdAt' | 'retryOf' | 'undoOf' | 'state' | 'progress'>> & {
    readonly progress: Progress | string;
  };
type Kept = Pick<JobRecord, 'seq'> & Sparse<Pick<JobRecord, 'planned' | 'checkpoint' | 'cancelling'>>;
export type ChangingRecord = Kept & { readonly job: Changing };

/**
 * A text by which rows are found, so that SQLite gets all of it: the library cuts a text at a NUL, and makes one character of all halves
 * of surrogate pairs. They are escaped as JSON escapes them, which is also how they stand in an input that is searched.
 */
export const whole = (text: string): string =>
  text.replace(/\0|\p{Surrogate}/gu, (odd) => `\\u${odd.charCodeAt(0).toString(16).padStart(4, '0')}`);

export function toRows(changes: readonly Change[]): Row[] {
  const tell = rememberLast(tellChanging);
  const rows: Row[] = [];
  for (const change of changes) {
    if (change.type === 'job') rows.push(toJobRow(change.record, change.created, tell));
    else if (change.type !== 'event') rows.push(change);
    else if (!isFirst(change.event)) rows.push(toEventRow(change.job, change.event, tell));
  }
  return rows;
}

type Tell = (job: Job) => string;

function toJobRow(record: JobRecord, created: boolean, tell: Tell): JobRow {
  const { job, seq, planned, checkpoint, cancelling } = record;
  const { id, task, title, input, createdAt, retryOf, undoOf, state, finishedAt } = job;
  const rest: Kept = {
    seq,
    planned: planned || undefined,
    checkpoint: checkpoint ?? undefined,
    cancelling: cancelling || undefined,
  };
  const changing = `${JSON.stringify(rest).slice(0, -1)},"job":${tell(job)}}`;
  if (!created) return ['job', id, state, finishedAt, changing, null];
  const { only, except, origin, priority, idempotencyKey, exclusive, reversible } = record;
  // Named one by one, here and below: to spread the first ones takes ten times as long.
  const fixed: Fixed = {
    id,
    task,
    title,
    input,
    createdAt,
    retryOf: retryOf ?? undefined,
    undoOf: undoOf ?? undefined,
    only: only ?? undefined,
    except: except ?? undefined,
    origin: origin ?? undefined,
    priority: priority || undefined,
    idempotencyKey: idempotencyKey ?? undefined,
    exclusive: exclusive ?? undefined,
    reversible: reversible || undefined,
  };
  const key = idempotencyKey === null ? null : whole(idempotencyKey);
  const search = `${id} ${title} ${task} ${JSON.stringify(input)}`.toLowerCase().slice(0, 2_000);
  return ['job', id, state, finishedAt, changing, [task, search, key, JSON.stringify(fixed)]];
}

function toEventRow(job: string, event: StoredEvent, tell: Tell): EventRow {
  const { type: kind, seq } = event;
  if (event.type === 'state') return ['event', job, seq, kind, `{"seq":${seq},"at":${event.at},"job":${tell(event.job)}}`];
  const { type, ...body } = event;
  return ['event', job, seq, kind, JSON.stringify(body)];
}

/** The last state of a job is the job as it is: what was told of it is not told again. */
function rememberLast(tell: Tell): Tell {
  let last: { job: Job; text: string } | null = null;
  return (job) => {
    if (last?.job !== job) last = { job, text: tell(job) };
    return last.text;
  };
}

function tellChanging(job: Job): string {
  const { progress } = job;
  const changing: Changing = {
    state: job.state,
    progress: isEmpty(progress) ? progress.unit : progress,
    attempt: job.attempt || undefined,
    startedAt: job.startedAt ?? undefined,
    finishedAt: job.finishedAt ?? undefined,
    result: job.result ?? undefined,
    error: job.error ?? undefined,
    worker: job.worker ?? undefined,
    undoable: job.undoable || undefined,
    estimates: job.estimates,
  };
  return JSON.stringify(changing);
}

function isEmpty({ done, skipped, failed, total, note, rate, remaining, stalled, stages }: Progress): boolean {
  const nothing = done + skipped + failed === 0 && total === null && note === null && rate === null && remaining === null;
  return nothing && !stalled && stages.length === 0;
}

/** What is remembered of a job, as it is in its row. */
export interface RecordRow {
  readonly fixed: string;
  readonly changing: string;
}

export function toRecord(row: RecordRow): JobRecord {
  const fixed = JSON.parse(row.fixed) as Fixed; // a row's
  const { job, seq, planned = false, checkpoint = null, cancelling = false } = JSON.parse(row.changing) as ChangingRecord; // a row's
  const { only = null, except = null, priority = 0, idempotencyKey = null, exclusive = null } = fixed;
  const { origin = null, reversible = false } = fixed;
  return {
    job: joinJob(fixed, job),
    seq,
    only,
    except,
    priority,
    idempotencyKey,
    origin,
    planned,
    checkpoint,
    cancelling,
    exclusive,
    reversible,
  };
}

/** A job begins with a state of which all is known: it is not written. */
function isFirst(event: StoredEvent): boolean {
  if (event.type !== 'state' || event.seq !== 1 || event.at !== event.job.createdAt) return false;
  const { state, progress, attempt, startedAt, finishedAt, result, error, worker, undoable, estimates } = event.job;
  const begun = state !== 'queued' || attempt > 0 || startedAt !== null || worker !== null || !isEmpty(progress);
  return !begun && finishedAt === null && result === null && error === null && !undoable && estimates === undefined;
}

/** The state with which a job began. */
export function firstState(fixed: FixedJob, { progress }: Changing): StoredEvent {
  const unit = typeof progress === 'string' ? progress : progress.unit;
  return { type: 'state', seq: 1, at: fixed.createdAt, job: joinJob(fixed, { state: 'queued', progress: unit }) };
}

/** The job of which texts tell what never changes and what does. */
export function joinJob(fixed: FixedJob, changing: Changing): Job {
  const { id, task, title, input, createdAt, retryOf = null, undoOf = null } = fixed;
  const { state, progress, attempt = 0, startedAt = null, finishedAt = null, result = null, error = null } = changing;
  const { worker = null, undoable = false, estimates } = changing;
  return {
    id,
    task,
    title,
    input,
    state,
    progress: typeof progress === 'string' ? emptyProgress(progress) : progress,
    attempt,
    createdAt,
    startedAt,
    finishedAt,
    result,
    error,
    worker,
    retryOf,
    undoOf,
    undoable,
    ...(estimates === undefined ? null : { estimates }),
  };
}

import { customAlphabet } from 'nanoid';
import { type Catalog, findTask } from './check/catalog.ts';
import { checkInput } from './check/input.ts';
import { makeDryRun } from './dry-run.ts';
import type { Assignment, Engine, Perform } from './engine.ts';
import type { Milepost, WatchOptions } from './milepost.ts';
import * as model from './model/index.ts';
import { readMeters } from './record/clock.ts';
import { FeedSource } from './record/feed.ts';
import type { LiveJob } from './record/live-job.ts';
import { type Recorder, refuseState } from './record/recorder.ts';
import { createStream } from './record/stream.ts';
import { enter } from './record/take-report.ts';
import { WatchSource } from './record/watch.ts';
import type { Pool } from './run/pool.ts';
import type { JobRecord, Store } from './store.ts';
import { version } from './version.ts';

/** No letters or digits that look alike: an id is read out and typed. */
const newId = customAlphabet('23456789abcdefghjkmnpqrstuvwxyz', 12);

export interface Parts {
  readonly catalog: Catalog;
  readonly store: Store;
  readonly engine: Engine;
  readonly recorder: Recorder;
  readonly pool: Pool;
  readonly holder: { release(): void };
  readonly roots: readonly string[] | null;
  readonly limits: { readonly jobs: number; readonly threads: number };
}

/** The parts put to work with each other. The engine and the store meet only here. */
export class LivingMilepost implements Milepost {
  readonly tasks: readonly model.TaskInfo[];
  readonly #parts: Parts;
  readonly #startedAt = Date.now();
  /** Starts under way by their idempotency keys: who comes meanwhile gets the same job. */
  readonly #starting = new Map<string, Promise<model.Job>>();
  #closing: Promise<void> | null = null;
  #stopClock = () => {};

  constructor(parts: Parts) {
    this.#parts = parts;
    this.tasks = [...parts.catalog.values()].map(({ info }) => info);
  }

  /** Hands every job that has not ended to the engine again, and begins to work. */
  async begin(perform: Perform): Promise<void> {
    const { engine, recorder, store, catalog } = this.#parts;
    engine.subscribe((report) => recorder.take(report));
    for (const record of await store.unfinished()) {
      const { id, task } = record.job;
      const counts = await store.itemCounts(id);
      const live = recorder.adopt(record, { ...counts, total: record.planned ? counts.total : null });
      if (!catalog.has(task)) await this.#failWithout(live, task);
      else if (record.cancelling) await this.#cancelLost(live);
      else await this.#takeUp(live);
    }
    await engine.work(perform);
    this.#stopClock = readMeters(recorder);
  }

  async plan(request: Parameters<Milepost['plan']>[0], signal?: AbortSignal): Promise<model.Plan> {
    const task = findTask(this.#open().catalog, request.task);
    if (task.info.kind !== 'batch')
      throw new model.MilepostError('INVALID_INPUT', `"${request.task}" is no batch: it has no plan.`);
    const input = await checkInput(task, request.input, this.#parts.roots);
    return makeDryRun(this.#parts.pool, task, input, request.limit ?? 1_000, signal);
  }

  async start(request: model.StartRequest): Promise<model.Job> {
    const { catalog, roots, store } = this.#open();
    const { idempotencyKey = null } = request;
    const task = findTask(catalog, request.task);
    const input = await checkInput(task, request.input, roots);
    const create = () => this.#create(newRecord(task.info, input, request));
    if (idempotencyKey === null) return create();
    const starting =
      this.#starting.get(idempotencyKey) ?? store.jobByIdempotencyKey(idempotencyKey).then((known) => known?.job ?? create());
    this.#starting.set(idempotencyKey, starting);
    return starting.finally(() => this.#starting.delete(idempotencyKey));
  }

  async #create(record: JobRecord): Promise<model.Job> {
    const { recorder } = this.#parts;
    const job = await recorder.create(record);
    const live = recorder.live(job.id);
    if (live !== undefined) await this.#enqueue(live);
    return job;
  }

  async cancel(id: string): Promise<model.Job> {
    const { engine, recorder } = this.#open();
    const live = recorder.live(id);
    if (live === undefined) refuseState(await this.get(id), 'cancelled');
    await recorder.change(live, () => (live.record = { ...live.record, cancelling: true }));
    if (!(await engine.cancel(id)) && !model.isEnded(live.record.job.state)) await this.#cancelLost(live);
    return live.shown.job;
  }

  async get(id: string): Promise<model.Job> {
    const { recorder, store } = this.#open();
    const record = recorder.live(id)?.shown ?? (await store.job(id));
    if (record === null) throw new model.MilepostError('JOB_NOT_FOUND', `There is no job "${id}".`);
    return record.job;
  }

  async list(query: model.JobQuery = {}): Promise<model.JobList> {
    const { records, next, counts } = await this.#open().store.jobs(query);
    return { jobs: records.map(({ job }) => job), next, counts };
  }

  async items(query: model.ItemQuery): Promise<model.ItemList> {
    return this.#open().store.items(query);
  }

  async log({ id, after = 0, limit = 200 }: model.LogQuery): Promise<model.LogEntry[]> {
    return [...(await this.#open().store.log(id, { after, limit }))];
  }

  watch(id: string, { after, signal }: WatchOptions = {}): AsyncIterableIterator<model.Numbered<model.WatchEvent>> {
    const { recorder, store } = this.#open();
    return createStream(new WatchSource(recorder, store, id, after), signal);
  }

  feed(query: Pick<model.JobQuery, 'states' | 'tasks'> = {}, { signal }: WatchOptions = {}) {
    const { recorder, store } = this.#open();
    return createStream<model.FeedEvent>(new FeedSource(recorder, store, query), signal);
  }

  async info(): Promise<model.SystemInfo> {
    const { engine, store, limits, roots } = this.#open();
    const { counts } = await store.jobs({ limit: 1 });
    return {
      version,
      engine: engine.name,
      store: store.name,
      node: process.version,
      startedAt: this.#startedAt,
      workers: await engine.workers(),
      limits,
      roots,
      counts,
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { engine, recorder, pool, store, holder } = this.#parts;
    this.#stopClock();
    await engine.close();
    await recorder.close();
    await pool.close();
    await store.close();
    holder.release();
  }

  #open(): Parts {
    if (this.#closing !== null) throw new model.MilepostError('CLOSED', 'Milepost is closed.');
    return this.#parts;
  }

  /** A job that was left, or that was under way when its process ended, waits for its turn again. */
  async #takeUp(live: LiveJob): Promise<void> {
    if (live.record.job.state !== 'queued') {
      const message = 'It was broken off when Milepost ended, and goes on.';
      await this.#parts.recorder.change(live, () => {
        this.#parts.recorder.addLog(live, { at: Date.now(), level: 'info', message, item: null });
        enter(this.#parts.recorder, live, { state: 'queued' });
      });
    }
    await this.#enqueue(live);
  }

  #enqueue(live: LiveJob): Promise<void> {
    const { record } = live;
    const { id, task, input, attempt } = record.job;
    const { only, except, priority, planned, checkpoint } = record;
    const assignment: Assignment = {
      job: id,
      task,
      input,
      attempt: attempt + 1,
      priority,
      planned,
      only,
      except,
      checkpoint,
      restored: live.counts,
    };
    return this.#parts.engine.enqueue(assignment, () => this.#parts.store.left(id));
  }

  /** A job whose cancelling was asked for, and that nobody runs any more. */
  #cancelLost(live: LiveJob): Promise<void> {
    const error = { code: 'CANCELLED', message: 'It was cancelled while nobody worked on it.' };
    const end = { state: 'cancelled', error, finishedAt: Date.now() } as const;
    return this.#parts.recorder.change(live, () => enter(this.#parts.recorder, live, end));
  }

  #failWithout(live: LiveJob, task: string): Promise<void> {
    const error = { code: 'TASK_NOT_FOUND', message: `There is no task "${task}" any more.` };
    const end = { state: 'failed', error, finishedAt: Date.now() } as const;
    return this.#parts.recorder.change(live, () => enter(this.#parts.recorder, live, end));
  }
}

function newRecord(task: model.TaskInfo, input: model.Json, request: model.StartRequest): JobRecord {
  const { only = null, except = null, priority = 0, idempotencyKey = null } = request;
  const job: model.Job = {
    id: newId(),
    task: task.name,
    title: task.title,
    input,
    state: 'queued',
    progress: model.emptyProgress(task.unit),
    attempt: 0,
    createdAt: Date.now(),
    startedAt: null,
    finishedAt: null,
    result: null,
    error: null,
    worker: null,
    retryOf: null,
    undoOf: null,
    undoable: false,
  };
  return { job, seq: 0, only, except, priority, idempotencyKey, planned: false, checkpoint: null, cancelling: false };
}

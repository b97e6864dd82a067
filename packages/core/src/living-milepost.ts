import { homedir } from 'node:os';
import { findTask } from './check/catalog.ts';
import { checkInput } from './check/input.ts';
import { makeDryRun } from './dry-run.ts';
import type { Perform } from './engine.ts';
import { listFolder, listRoots } from './files/folder.ts';
import { type FoundFile, findFile } from './files/found-file.ts';
import { createJob, removeJob, retryJob, undoJob } from './jobs/again.ts';
import { findRecord } from './jobs/find-record.ts';
import { handAgain } from './jobs/hand-again.ts';
import { newRecord } from './jobs/new-record.ts';
import { cancelJob, pauseJob, resumeJob } from './jobs/orders.ts';
import { recoverJobs } from './jobs/recover.ts';
import { keepTidy, type Retention } from './jobs/retention.ts';
import type { Milepost, WatchOptions } from './milepost.ts';
import * as model from './model/index.ts';
import type { Observer } from './observer.ts';
import type { Parts } from './parts.ts';
import { readMeters } from './record/clock.ts';
import { FeedSource } from './record/feed.ts';
import { createStream } from './record/stream.ts';
import { WatchSource } from './record/watch.ts';
import { version } from './version.ts';

/** Plans are made in threads of their own, beside those of the jobs. */
const mostPlans = 8;

/** The parts put to work with each other. The engine and the store meet only here and in `jobs/`. */
export class LivingMilepost implements Milepost {
  readonly tasks: readonly model.TaskInfo[];
  readonly #parts: Parts;
  readonly #startedAt = Date.now();
  /** Starts under way by their idempotency keys: who comes meanwhile gets the same job. */
  readonly #starting = new Map<string, Promise<model.Job>>();
  #plans = 0;
  #closing: Promise<void> | null = null;
  #stops: (() => void)[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
    this.tasks = [...parts.catalog.values()].map(({ info }) => info);
  }

  /** Takes up every job that has not ended, unless told otherwise, and begins to work. */
  async begin(perform: Perform | null, { recover, retention }: { recover: boolean; retention: Retention }): Promise<void> {
    const { engine, recorder, store } = this.#parts;
    const listener: Parameters<typeof engine.subscribe>[0] = (report, cursor) => recorder.take(report, cursor);
    if (recover) await recoverJobs(this.#parts, listener);
    else await engine.subscribe(listener, await store.cursor());
    if (perform !== null) await engine.work(perform);
    // What could not be forgotten now is forgotten another time.
    this.#stops = [readMeters(recorder), handAgain(this.#parts), keepTidy(this.#parts, retention, () => {})];
  }

  async plan(request: Parameters<Milepost['plan']>[0], signal?: AbortSignal): Promise<model.Plan> {
    const task = findTask(this.#open().catalog, request.task);
    if (task.info.kind !== 'batch')
      throw new model.MilepostError('INVALID_INPUT', `"${request.task}" is no batch: it has no plan.`);
    const input = await checkInput(task, request.input, this.#parts.roots);
    if (this.#plans >= mostPlans) {
      throw new model.MilepostError('TOO_MANY', `${mostPlans} plans are being made already: try again in a moment.`);
    }
    this.#plans++;
    return makeDryRun(this.#parts.pool, task, input, request.limit ?? 1_000, signal).finally(() => this.#plans--);
  }

  async start(request: model.StartRequest): Promise<model.Job> {
    const { catalog, roots, store } = this.#open();
    const { idempotencyKey = null } = request;
    const task = findTask(catalog, request.task);
    if (task.info.kind !== 'batch' && (request.only ?? request.except) !== undefined)
      throw new model.MilepostError('INVALID_INPUT', `"${request.task}" is no batch: it has no items to choose from.`);
    const input = await checkInput(task, request.input, roots);
    const create = () => createJob(this.#open(), newRecord(task, input, request));
    if (idempotencyKey === null) return create();
    const starting =
      this.#starting.get(idempotencyKey) ?? store.jobByIdempotencyKey(idempotencyKey).then((known) => known?.job ?? create());
    this.#starting.set(idempotencyKey, starting);
    return starting.finally(() => this.#starting.delete(idempotencyKey));
  }

  async cancel(id: string): Promise<model.Job> {
    return cancelJob(this.#open(), id);
  }

  async pause(id: string): Promise<model.Job> {
    return pauseJob(this.#open(), id);
  }

  async resume(id: string): Promise<model.Job> {
    return resumeJob(this.#open(), id);
  }

  async retry(id: string): Promise<model.Job> {
    return retryJob(this.#open(), id);
  }

  async undo(id: string): Promise<model.Job> {
    return undoJob(this.#open(), id);
  }

  async remove(id: string): Promise<model.Job> {
    return removeJob(this.#open(), id);
  }

  async get(id: string): Promise<model.Job> {
    return (await findRecord(this.#open(), id)).job;
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

  watch(id: string, { after, ...options }: WatchOptions<model.WatchEvent> = {}) {
    const { recorder, store } = this.#open();
    return createStream<model.WatchEvent>(new WatchSource(recorder, store, id, after), options);
  }

  feed(query: Pick<model.JobQuery, 'states' | 'tasks'> = {}, options: WatchOptions<model.FeedEvent> = {}) {
    const { recorder, store } = this.#open();
    return createStream<model.FeedEvent>(new FeedSource(recorder, store, query), options);
  }

  async files({ path = '', limit = 1_000 }: model.FileQuery = {}, signal?: AbortSignal): Promise<model.FileList> {
    const { roots } = this.#open();
    if (path === '' && roots !== null) return listRoots(roots, limit);
    return listFolder(path || homedir(), { roots, limit, signal });
  }

  async findFile(path: string): Promise<FoundFile> {
    return findFile(path, this.#open().roots);
  }

  async info(): Promise<model.SystemInfo> {
    const { engine, store, limits, roots, warning } = this.#open();
    const { counts } = await store.jobs({ limit: 1 });
    return {
      version,
      engine: engine.name,
      store: store.name,
      node: process.version,
      startedAt: this.#startedAt,
      workers: await engine.workers(),
      warnings: [...(warning === null ? [] : [warning]), ...(await engine.warnings())],
      limits,
      roots,
      counts,
    };
  }

  async ready(): Promise<void> {
    const { engine, recorder, store } = this.#open();
    if (recorder.trouble !== null) throw recorder.trouble;
    await store.probe();
    if ((await engine.workers()).some((worker) => model.isAlive(worker))) return;
    throw new model.MilepostError('ENGINE_UNAVAILABLE', 'Nobody works: jobs would wait.');
  }

  observe(observer: Observer): () => void {
    return this.#open().recorder.observe(observer);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { engine, recorder, pool, store, holder } = this.#parts;
    for (const stop of this.#stops) stop();
    recorder.leave();
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
}

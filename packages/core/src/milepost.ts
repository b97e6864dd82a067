import type { TaskList } from './define/define-tasks.ts';
import type { FoundFile } from './files/found-file.ts';
import type {
  FeedEvent,
  FileList,
  FileQuery,
  ItemList,
  ItemQuery,
  Job,
  JobList,
  JobQuery,
  LogEntry,
  LogQuery,
  Numbered,
  Plan,
  StartRequest,
  SystemInfo,
  TaskInfo,
  WatchEvent,
} from './model/index.ts';
import type { Observer } from './observer.ts';

/**
 * The whole of it in one process: what is started here is remembered, done, and told of. Every method that names a task or a
 * job throws MilepostError `TASK_NOT_FOUND` or `JOB_NOT_FOUND` where there is none, and `CLOSED` after `close`.
 */
export interface Milepost {
  /** All tasks, in the order of their names. */
  readonly tasks: readonly TaskInfo[];

  /**
   * What a batch would do; nothing is done. `limit` is how many items to answer with, 1,000 unless told.
   * @throws MilepostError `INVALID_INPUT` (also for a task that is no batch), `PATH_NOT_ALLOWED`, `TOO_MANY` at a time
   */
  plan(request: { task: string; input: unknown; limit?: number | undefined }, signal?: AbortSignal): Promise<Plan>;

  /**
   * Answers when the job is on disk.
   * @throws MilepostError `INVALID_INPUT` with zod's issues (also for `only` or `except` of a task that is no batch), `PATH_NOT_ALLOWED`;
   * `INVALID_TASK` when its `exclusive` throws
   */
  start(request: StartRequest): Promise<Job>;

  /**
   * Asks the job to stop; it ends as `cancelled` when it has.
   * @throws MilepostError `INVALID_STATE` when it has ended already.
   */
  cancel(id: string): Promise<Job>;

  /**
   * Holds the job where it is; kept over a restart.
   * @throws MilepostError `INVALID_STATE` when it has ended or is paused
   */
  pause(id: string): Promise<Job>;

  /**
   * Lets the job go on where it stands: one that is paused, or one that had not ended and was left alone when Milepost opened.
   * @throws MilepostError `INVALID_STATE` for any other
   */
  resume(id: string): Promise<Job>;

  /**
   * A new job of what failed or was left of one that has ended; a batch plans that anew, as it may have changed since.
   * @throws MilepostError `INVALID_STATE` when it has not ended, or has succeeded
   */
  retry(id: string): Promise<Job>;

  /**
   * A new job that takes back each item that was done, newest first.
   * @throws MilepostError `INVALID_STATE` when the job is not `undoable`
   */
  undo(id: string): Promise<Job>;

  /**
   * Forgets a job that has ended, with its items and its log, and gives what it was.
   * @throws MilepostError `INVALID_STATE` when it has not ended
   */
  remove(id: string): Promise<Job>;

  get(id: string): Promise<Job>;
  list(query?: JobQuery): Promise<JobList>;
  items(query: ItemQuery): Promise<ItemList>;
  /** Oldest first, after the number `after`. */
  log(query: LogQuery): Promise<LogEntry[]>;

  /**
   * Tells what happens to a job and ends after its last state. With `after`, the id of the last event that was seen, it goes on
   * from there. It is read at the reader's pace: nothing is lost and nothing piles up. `return()` is answered at once.
   */
  watch(id: string, options?: WatchOptions<WatchEvent>): AsyncIterableIterator<Numbered<WatchEvent>>;

  /** Tells what happens to all jobs that fit the query, until it is left. */
  feed(query?: Pick<JobQuery, 'states' | 'tasks'>, options?: WatchOptions<FeedEvent>): AsyncIterableIterator<Numbered<FeedEvent>>;

  /**
   * The folders and files that tasks may have, a folder at a time.
   * @throws MilepostError `PATH_NOT_ALLOWED`, `PATH_NOT_FOUND`
   */
  files(query?: FileQuery, signal?: AbortSignal): Promise<FileList>;

  /**
   * A file that tasks may have, for somebody who wants to read it. Whoever opens it looks whether it still is the same.
   * @throws MilepostError `PATH_NOT_ALLOWED`, `PATH_NOT_FOUND`
   */
  findFile(path: string): Promise<FoundFile>;

  info(): Promise<SystemInfo>;

  /**
   * Resolves when jobs can be taken: somebody works, and something could be written just now.
   * @throws MilepostError `ENGINE_UNAVAILABLE`, `STORE_UNAVAILABLE`
   */
  ready(): Promise<void>;

  /** Tells a monitor what it counts; at first of the jobs that have not ended. Gives what stops it. */
  observe(observer: Observer): () => void;

  /** Stops taking work, lets what runs reach a safe point, writes, and lets go. What had not ended goes on at the next opening. */
  close(): Promise<void>;
}

export interface MilepostOptions {
  /** Lists of tasks; two tasks of one name are refused. */
  readonly tasks: readonly TaskList[];
  /** The folder that holds what is remembered; made where it is missing. Only one process at a time may open it. */
  readonly data: string;
  /**
   * What to do where its file is damaged: it is put aside under the name that is told here, and an empty one takes its place.
   * Without this the folder is refused, and nothing is touched.
   */
  readonly setAside?: ((name: string) => void) | undefined;
  /** The folders that tasks may work in; any folder when it is left out. */
  readonly roots?: readonly string[] | undefined;
  /**
   * Whether to take up the jobs that had not ended; true unless told. Those that are left alone stay as they are remembered until
   * they are resumed or cancelled: for a process that comes to do one thing and leaves.
   */
  readonly recover?: boolean | undefined;
  /** How many jobs run at a time; 8 unless told. */
  readonly jobs?: number | undefined;
  /** How long jobs that have ended are remembered; 30 days, and the newest 10,000, unless told. */
  readonly keep?: { readonly days?: number | undefined; readonly jobs?: number | undefined } | undefined;
  /** How many threads batches may have beside the one that every running job has; one a core unless told. */
  readonly threads?: number | undefined;
  /** What the heap of one thread may take, MiB, before its job fails; half of the machine's memory and 2,048 at most unless told. */
  readonly memory?: number | undefined;
  /** Jobs go through Redis, to be done by workers on any number of machines; see `openWorker`. All that had not ended is taken up. */
  readonly redis?: RedisOptions | undefined;
  /**
   * Jobs that have not ended are done by way of this engine even where they went through a Redis that is another; false unless told.
   * Only for when that is gone for good: what still works there is done twice. Should it be met again, what it has is dropped.
   */
  readonly takeBack?: boolean | undefined;
  /** Whether jobs are done in this process; true unless told, and with `redis` false unless told. */
  readonly work?: boolean | undefined;
}

/** Where many machines meet. Those that work together have the same prefix and the same `takeOver`. */
export interface RedisOptions {
  /** `redis://user:password@host:6379/0`, or `rediss://` for TLS. */
  readonly url: string;
  /** What all keys begin with, so that several Mileposts can share one Redis; `milepost` unless told. */
  readonly prefix?: string | undefined;
  /** The jobs of a worker that died are taken by another within so many milliseconds; 30,000 unless told. */
  readonly takeOver?: number | undefined;
  /**
   * A job whose workers die fails when it was taken over so often and has not got any further (no item, no other checkpoint); 3
   * unless told.
   */
  readonly takeOvers?: number | undefined;
}

export interface WatchOptions<Event = unknown> {
  readonly after?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /**
   * Is offered each event for which a reader waits. Where it takes it, and says so with true, the reader goes on waiting: to tell a
   * thousand at once that way costs no promise for each.
   */
  readonly take?: ((event: Numbered<Event>) => boolean) | undefined;
}

import type {
  FeedEvent,
  InputOf,
  ItemList,
  ItemQuery,
  Job,
  JobList,
  JobQuery,
  LogEntry,
  LogQuery,
  Plan,
  Progress,
  ResultOf,
  SystemInfo,
  TaskInfo,
  TaskListTypes,
  TaskTypes,
  WatchEvent,
} from '@milepost/core/model';

/** Aborting it stops waiting; it does not stop the job. */
export interface Waiting {
  readonly signal?: AbortSignal | undefined;
}

/**
 * A Milepost server from afar, in Node and in browsers. What the server refuses is thrown as MilepostError with the server's
 * `reason`, and a server that does not answer as `Unreachable`. One connection serves all; it is opened when it is first
 * needed and comes back by itself.
 */
export interface Client<List extends TaskListTypes = { tasks: { [name: string]: TaskTypes<unknown, unknown> } }> {
  start<Name extends keyof List['tasks'] & string>(
    task: Name,
    input: InputOf<List['tasks'], Name>,
    options?: StartOptions,
  ): Promise<JobHandle<ResultOf<List['tasks'], Name>>>;

  plan<Name extends keyof List['tasks'] & string>(
    task: Name,
    input: InputOf<List['tasks'], Name>,
    options?: Waiting & { limit?: number | undefined },
  ): Promise<Plan>;

  /** A job that somebody started, by its id. Nothing is asked of the server yet. */
  job<Result = unknown>(id: string): JobHandle<Result>;

  /** First a snapshot, then what happens, last the state in which it ended. */
  watch(id: string, options?: Waiting): AsyncIterableIterator<WatchEvent>;

  /** What happens to all jobs that fit, until it is left. */
  feed(query?: Pick<JobQuery, 'states' | 'tasks'>, options?: Waiting): AsyncIterableIterator<FeedEvent>;

  readonly tasks: { list(options?: Waiting): Promise<readonly TaskInfo[]> };
  readonly jobs: {
    get(id: string, options?: Waiting): Promise<Job>;
    list(query?: JobQuery, options?: Waiting): Promise<JobList>;
    items(query: ItemQuery, options?: Waiting): Promise<ItemList>;
    log(query: LogQuery, options?: Waiting): Promise<readonly LogEntry[]>;
    cancel(id: string, options?: Waiting): Promise<Job>;
  };
  readonly system: { info(options?: Waiting): Promise<SystemInfo> };

  readonly connection: Connection;

  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface StartOptions extends Waiting {
  readonly only?: readonly string[] | undefined;
  readonly except?: readonly string[] | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly priority?: number | undefined;
}

/** A job of the server. `id` and `started` are as they were; the methods ask anew. */
export interface JobHandle<Result> {
  readonly id: string;
  /** The newest progress, again and again; ends when the job does, whatever became of it. */
  progress(options?: Waiting): AsyncIterableIterator<Progress>;
  /** All log lines, those that are there already included; ends when the job does. */
  log(options?: Waiting): AsyncIterableIterator<LogEntry>;
  events(options?: Waiting): AsyncIterableIterator<WatchEvent>;
  get(options?: Waiting): Promise<Job>;
  cancel(options?: Waiting): Promise<Job>;
  /**
   * Waits for the end.
   * @throws JobFailed when it failed; JobCancelled when it was cancelled. A `partial` batch gives its counts.
   */
  result(options?: Waiting): Promise<Result>;
}

export interface Connection {
  readonly state: ConnectionState;
  /** Calls back at each change. Gives what stops it. */
  subscribe(listener: (state: ConnectionState) => void): () => void;
}

/** `idle`: nobody watches anything just now. */
export type ConnectionState = 'idle' | 'connecting' | 'live' | 'reconnecting';

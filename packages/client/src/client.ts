import type {
  BatchName,
  BatchResult,
  FeedEvent,
  FileList,
  FileQuery,
  InputOf,
  ItemList,
  ItemOf,
  ItemQuery,
  Job,
  JobList,
  JobQuery,
  LogEntry,
  LogQuery,
  Plan,
  Progress,
  ResultOf,
  ServerInfo,
  TaskInfo,
  TaskListTypes,
  TaskTypes,
  WatchEvent,
} from '@milepost/core/model';

/** Aborting it stops waiting; it does not stop the job. */
export interface Waiting {
  readonly signal?: AbortSignal | undefined;
}

/** Any names, any inputs: for those who have no type of a registry. */
export interface AnyTasks {
  readonly tasks: { readonly [name: string]: TaskTypes<unknown, unknown> };
}

export interface ClientOptions {
  /** Where the server is; it may have a path prefix. */
  readonly url?: string | undefined;
  /** The server's token. A browser's WebSocket cannot send one: there the cookie of the login is what counts. */
  readonly token?: string | undefined;
  /** How long a call waits for an answer, milliseconds; 10,000 unless told. */
  readonly timeout?: number | undefined;
}

/**
 * A Milepost server from afar, in Node and in browsers. What the server refuses is thrown as MilepostError with the server's
 * `reason`, a server that does not answer as `Unreachable`, and an aborted signal as its reason. One connection serves all that
 * is watched; it is opened when it is first needed, comes back by itself when it is lost, and is let go when nobody watches, so
 * that a program ends when its work does.
 */
export interface Client<List extends TaskListTypes = AnyTasks> {
  /**
   * Starts a job; the answer comes when it is on disk. An answer that is lost on the way is asked for again, and the job is
   * still started only once.
   * @throws MilepostError `TASK_NOT_FOUND`, `INVALID_INPUT` with its issues, `PATH_NOT_ALLOWED`
   */
  start<Name extends keyof List['tasks'] & string>(
    task: Name,
    input: InputOf<List['tasks'], Name>,
    options?: StartOptions,
  ): Promise<JobHandle<ResultOf<List['tasks'], Name>>>;

  /**
   * What a batch would do, its items typed by its own plan; nothing is done. It may take long, and is waited for as long as the server lives.
   * @throws MilepostError as `start`, and `INVALID_INPUT` for a task that is no batch: where its type is known it does not compile
   */
  plan<Name extends BatchName<List['tasks']>>(
    task: Name,
    input: InputOf<List['tasks'], Name>,
    options?: Waiting & { limit?: number | undefined },
  ): Promise<Plan<ItemOf<List['tasks'], Name>>>;

  /** A job that somebody started, by its id. Nothing is asked of the server yet. */
  job<Result = unknown>(id: string): JobHandle<Result>;

  /**
   * First a snapshot, then what happens, last the state in which it ended. After a gap that cannot be filled it begins anew with
   * a snapshot.
   * @throws MilepostError `JOB_NOT_FOUND`
   */
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
    pause(id: string, options?: Waiting): Promise<Job>;
    resume(id: string, options?: Waiting): Promise<Job>;
    /** Forgets a job that has ended. */
    remove(id: string, options?: Waiting): Promise<Job>;
    /** A new job of what failed or was left. */
    retry(id: string, options?: Waiting): Promise<Job>;
    /** A new job that takes back what was done. */
    undo(id: string, options?: Waiting): Promise<Job>;
  };
  readonly files: {
    /**
     * What is in a folder of the server that its tasks may have; without a path, where to begin.
     * @throws MilepostError `PATH_NOT_ALLOWED`, `PATH_NOT_FOUND`
     */
    list(query?: FileQuery, options?: Waiting): Promise<FileList>;
  };
  /** What runs there, and what the token lets its holder do. */
  readonly system: {
    info(options?: Waiting): Promise<ServerInfo>;
    /**
     * A link that logs a browser in, once: as the holder of the token of this name, or of the first.
     * @throws MilepostError `FORBIDDEN` to all who do not hold the first token; `INVALID_INPUT` where there is no such token
     */
    loginLink(token?: string, options?: Waiting): Promise<{ url: string }>;
  };

  readonly connection: Connection;

  /** Ends what is watched or waited for with MilepostError `CLOSED`, and lets the connection go. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface StartOptions extends Waiting {
  /** Keys of the plan: nothing but these. */
  readonly only?: readonly string[] | undefined;
  /** Keys of the plan: all but these. */
  readonly except?: readonly string[] | undefined;
  /** The same key always answers with the same job; a random one unless told. */
  readonly idempotencyKey?: string | undefined;
  /** Greater goes first, -100 to 100; 0 unless told. */
  readonly priority?: number | undefined;
}

/** A job of the server, by its id. Each method asks the server anew. */
export interface JobHandle<Result> {
  readonly id: string;
  /** The newest progress, again and again; ends when the job does, whatever became of it. */
  progress(options?: Waiting): AsyncIterableIterator<Progress>;
  /** Each line of the log once and in order, those that are there already included; ends when the job does. */
  log(options?: Waiting): AsyncIterableIterator<LogEntry>;
  /** As `client.watch`. */
  events(options?: Waiting): AsyncIterableIterator<WatchEvent>;
  get(options?: Waiting): Promise<Job>;
  cancel(options?: Waiting): Promise<Job>;
  pause(options?: Waiting): Promise<Job>;
  resume(options?: Waiting): Promise<Job>;
  /** A new job of what failed or was left. */
  retry(options?: Waiting): Promise<JobHandle<Result>>;
  /** A new job that takes back what was done. */
  undo(options?: Waiting): Promise<JobHandle<BatchResult>>;
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

/** `idle`: nobody watches anything just now. `reconnecting`: it was live, and is sought again. */
export type ConnectionState = 'idle' | 'connecting' | 'live' | 'reconnecting';

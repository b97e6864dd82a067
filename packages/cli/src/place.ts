import type {
  ItemList,
  ItemQuery,
  Job,
  JobList,
  JobQuery,
  LogEntry,
  LogQuery,
  Plan,
  StartRequest,
  SystemInfo,
  TaskInfo,
  WatchEvent,
  WorkerInfo,
} from '@milepost/core/model';

/** Where jobs are remembered. All that a command must know of it that only tells. */
export interface Readings {
  /** True where nobody works just now: what has not ended waits for somebody, whatever its state says. */
  isIdle(): boolean;
  get(id: string): Promise<Job>;
  list(query: JobQuery): Promise<JobList>;
  items(query: ItemQuery): Promise<ItemList>;
  log(query: LogQuery): Promise<readonly LogEntry[]>;
  /** Who works, as far as that is known here. */
  workers(): Promise<readonly WorkerInfo[]>;
  /** First where it is, last the state in which it has ended. Ends early when the signal is aborted. */
  watch(id: string, signal: AbortSignal): AsyncIterable<WatchEvent>;
  close(): Promise<void>;
}

/** Where jobs run: in this process or on a server. */
export interface Place extends Readings {
  /** The server's address; null for this process. */
  readonly url: string | null;
  info(): Promise<SystemInfo>;
  tasks(): Promise<readonly TaskInfo[]>;
  plan(request: { task: string; input: unknown; limit: number }, signal?: AbortSignal): Promise<Plan>;
  /** Gives the job's id. */
  start(request: StartRequest): Promise<string>;
  cancel(id: string): Promise<Job>;
  pause(id: string): Promise<Job>;
  resume(id: string): Promise<Job>;
  /** Gives the new job, as does `undo`. */
  retry(id: string): Promise<Job>;
  undo(id: string): Promise<Job>;
  remove(id: string): Promise<Job>;
}

/** Does something at a place and leaves it, whatever happens. */
export async function at<Opened extends Readings, Result>(
  opening: Promise<Opened>,
  act: (place: Opened) => Promise<Result>,
): Promise<Result> {
  const place = await opening;
  try {
    return await act(place);
  } finally {
    await place.close();
  }
}

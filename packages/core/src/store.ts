import type { Block, Portion } from './items/block.ts';
import type { Segment } from './items/segment.ts';
import type { ItemList, ItemQuery, ItemState, Job, JobCounts, JobQuery, Json, LogEntry } from './model/index.ts';
import type { CellCounts } from './progress/cell.ts';

/** Where the items of a job come from when they are not planned by its task: those of another job that are in these states. */
export interface Origin {
  readonly job: string;
  readonly states: readonly ItemState[];
  /** In the order of its plan, with what they were given there; or the newest first, with the receipts that they left. */
  readonly order: 'plan' | 'newest-first';
}

/** What is remembered of a job. */
export interface JobRecord {
  readonly job: Job;
  /** The number of its last event. */
  readonly seq: number;
  readonly only: readonly string[] | null;
  readonly except: readonly string[] | null;
  readonly priority: number;
  readonly idempotencyKey: string | null;
  readonly origin: Origin | null;
  /** True when its plan is complete. */
  readonly planned: boolean;
  readonly checkpoint: { readonly value: Json } | null;
  readonly cancelling: boolean;
  readonly exclusive: string | null;
  /** True when its task can take back what it does. */
  readonly reversible: boolean;
}

/** A numbered event of a job as it is written. A state holds the job as it was from then on. */
export type StoredEvent =
  | ({ readonly type: 'log' } & LogEntry)
  | { readonly type: 'state'; readonly seq: number; readonly at: number; readonly job: Job };

/** One thing to be written. */
export type Change =
  | { readonly type: 'job'; readonly record: JobRecord; readonly created: boolean }
  | { readonly type: 'event'; readonly job: string; readonly event: StoredEvent }
  /** One more block of a plan. One whose place is 0 begins the plan anew. */
  | { readonly type: 'planned'; readonly job: string; readonly block: Block }
  /** The job is forgotten, with its items and events. */
  | { readonly type: 'remove'; readonly job: string }
  /** Up to where the engine's reports are remembered. */
  | { readonly type: 'cursor'; readonly cursor: string }
  /** Where jobs wait from now on; null for the process that has the store open. */
  | { readonly type: 'queue'; readonly queue: string | null }
  /** The name under which this memory owns jobs that wait elsewhere, from now on. */
  | { readonly type: 'claim'; readonly claim: string }
  /** What became of items. What is known of an item already stays. */
  | { readonly type: 'outcomes'; readonly job: string; readonly segments: readonly Segment[] };

/** Remembers jobs, their items and their events. What is read is what was committed. */
export interface Store {
  readonly name: string;
  /** Tells this memory apart from any other: part of every event's id. */
  readonly epoch: string;
  /**
   * All of it or nothing, and on disk when the promise resolves. The next may be called before that: they are written in the order of
   * their calls, and with one that fails all fail that were called before its failure was told.
   */
  commit(changes: readonly Change[]): Promise<void>;
  /** Up to where the engine's reports are remembered; null when none was. */
  cursor(): Promise<string | null>;
  /** Where jobs were last given to wait, in words; null for the process that had the store open. */
  queue(): Promise<string | null>;
  /** The name under which it owns jobs that wait elsewhere: another after they were taken back. At first its epoch. */
  claim(): Promise<string>;
  /** Writes something that means nothing, to find out whether it can. */
  probe(): Promise<void>;
  job(id: string): Promise<JobRecord | null>;
  jobByIdempotencyKey(key: string): Promise<JobRecord | null>;
  /** Every job that has not ended, oldest first. */
  unfinished(): Promise<readonly JobRecord[]>;
  /** Newest first. `counts` is of the jobs that fit all but `states`. */
  jobs(query: JobQuery): Promise<{ records: readonly JobRecord[]; next: string | null; counts: JobCounts }>;
  /** Ids of jobs that ended before a time, and of those that ended before the newest `keep`; oldest first, `limit` at most. */
  expired(query: { before: number; keep: number; limit: number }): Promise<readonly string[]>;
  /** Events after a number, oldest first. */
  events(job: string, query: { after: number; limit: number }): Promise<readonly StoredEvent[]>;
  /** Log entries after a number, oldest first. */
  log(job: string, query: { after: number; limit: number }): Promise<readonly LogEntry[]>;
  /** The last log entries up to a number, oldest first. */
  logTail(job: string, query: { upTo: number; limit: number }): Promise<readonly LogEntry[]>;
  items(query: ItemQuery): Promise<ItemList>;
  /** Items without an outcome, in the order of the plan, from the block on that begins at a place. */
  left(job: string, from: number): AsyncIterable<Portion>;
  /** The whole plan, in order. */
  blocks(job: string): AsyncIterable<Block>;
  /** The plan, from 0, of a job that has this origin. */
  planFrom(origin: Origin): AsyncIterable<Block>;
  /** How many items the plan has, and how many of them have which outcome. */
  itemCounts(job: string): Promise<CellCounts & { total: number }>;
  close(): Promise<void>;
}

import type { Block, Portion } from './items/block.ts';
import type { FailedItem, Segment } from './items/segment.ts';
import type { EndState, ErrorInfo, Json, LogLevel, WorkerInfo } from './model/index.ts';
import type { CellCounts } from './progress/cell.ts';

/** What a worker must know to do a job; plain JSON, so that it can travel. */
export interface Assignment {
  readonly job: string;
  readonly task: string;
  readonly input: Json;
  /** 1 the first time. */
  readonly attempt: number;
  readonly priority: number;
  /** When it was asked for, epoch milliseconds. */
  readonly since: number;
  /** Never at the same time as another job with the same key; null when that does not matter. */
  readonly exclusive: string | null;
  /** Whether its items are to be done or to be taken back. */
  readonly direction: 'do' | 'undo';
  /** True when the plan is stored already: then what is left of it is to be done, and nothing is planned anew. */
  readonly planned: boolean;
  readonly only: readonly string[] | null;
  readonly except: readonly string[] | null;
  /** What the task saved last; null when it saved nothing. */
  readonly checkpoint: { readonly value: Json } | null;
  /** What was done of it before. */
  readonly restored: CellCounts;
}

/** A line that a task wrote; `item` is the key of the item that it had in hand. */
export interface LogLine {
  readonly at: number;
  readonly level: LogLevel;
  readonly message: string;
  readonly item: string | null;
}

/** What those who work tell of a job, in order. */
export type Report = { readonly job: string; readonly at: number } & (
  | { readonly type: 'began'; readonly worker: string }
  | { readonly type: 'planned'; readonly block: Block }
  | { readonly type: 'plan-complete' }
  /** What became of items; of those that failed, what the log is to say. */
  | {
      readonly type: 'outcomes';
      readonly segments: readonly Segment[];
      readonly failures: readonly FailedItem[];
      /** Items wait for it, which are not given out before. */
      readonly awaited?: boolean;
    }
  | { readonly type: 'log'; readonly lines: readonly LogLine[] }
  | { readonly type: 'progress'; readonly counts: CellCounts; readonly note: string | null }
  | { readonly type: 'checkpoint'; readonly value: Json }
  /** Who worked on it has let go of it, and it waits for another. */
  | { readonly type: 'left' }
  | { readonly type: 'ended'; readonly ending: Ending; readonly counts: CellCounts }
);

/** How a job ended. */
export interface Ending {
  readonly state: EndState;
  readonly result: Json;
  readonly error: ErrorInfo | null;
}

/** What is stored of a job's plan, for who works on it. */
export interface StoredPlan {
  /** What of it is to be done, in order, from the block on that begins at a place. */
  left(from: number): AsyncIterable<Portion>;
  /** All of it, in order, whatever became of it. */
  blocks(): AsyncIterable<Block>;
}

/** A worker's line to the others while it does a job. */
export interface Line extends StoredPlan {
  /** Resolves when what is reported is on disk. */
  report(report: Report): Promise<void>;
  /** What was done of the job by everyone, given what was done here; nobody else does anything of it any more. */
  total(here: CellCounts): Promise<CellCounts>;
}

/** A job that is being done. `ended` never rejects; it tells when nothing of it runs any more. */
export interface Work {
  readonly ended: Promise<void>;
  cancel(): void;
  pause(): void;
  resume(): void;
  /** Stop at a safe point; the job goes on at another time. */
  leave(): void;
}

export type Perform = (assignment: Assignment, line: Line) => Work;

/**
 * Moves jobs to those who work, and what they tell back. It knows a job by its id and remembers nothing.
 *
 * Whose turn is it? What had begun goes on before anything new begins, whatever its priority: so no job holds the key that a more
 * important one waits for, and waits itself behind lesser ones. Then comes the one with the highest priority, and among equals
 * the one that was asked for first.
 */
export interface Engine {
  readonly name: string;
  /** True where jobs wait outside of this process: there their place may be lost. */
  readonly mayLose: boolean;
  /** Takes a job to be done; one that it has already is not taken twice. */
  enqueue(assignment: Assignment, plan: StoredPlan): Promise<void>;
  /** Whether a job waits or runs there. */
  has(job: string): Promise<boolean>;
  /** Stops a job wherever it waits or runs. False when it has no such job, or only holds its key. */
  cancel(job: string): Promise<boolean>;
  /** Holds a job that runs; one that waits is given back, but for its key if it had begun. False when it has no such job. */
  pause(job: string): Promise<boolean>;
  /** Lets a job that it holds go on. False when it has no such job: then it is to be enqueued. */
  resume(job: string): Promise<boolean>;
  /**
   * A job had begun and is paused, and nobody runs it: no other job with its key is to begin until it was enqueued again and
   * has ended, or was cancelled.
   */
  hold(job: string, exclusive: string): Promise<void>;
  /** Begins to work. */
  work(perform: Perform): Promise<void>;
  /**
   * Tells `listener` what is reported, in order, each with a cursor to go on from another time; null where nothing outlives this
   * process. A report counts as taken when the listener's promise resolves. With `after` it begins with what was reported since;
   * resolves when all that had been reported until now is told.
   */
  subscribe(listener: (report: Report, cursor: string | null) => Promise<void>, after: string | null): Promise<void>;
  workers(): Promise<readonly WorkerInfo[]>;
  /** Why it cannot be reached just now, in a sentence; null when it can. Orders that are given meanwhile are passed on later. */
  readonly trouble: string | null;
  /** What who runs it should know, in sentences. */
  warnings(): Promise<readonly string[]>;
  /** Stops taking, lets what runs reach a safe point, lets go. */
  close(): Promise<void>;
}

import type { LogLine } from '../engine.ts';
import type { Block, Run } from '../items/block.ts';
import type { FailedItem, Segment } from '../items/segment.ts';
import type { ErrorInfo, Json } from '../model/index.ts';
import type { Cell } from '../progress/cell.ts';

/** What a thread is to do until it says `ended`. */
export interface Errand {
  readonly part: 'run' | 'plan' | 'each' | 'undo';
  readonly job: string;
  /** The module of the task list, and the task's name in it. */
  readonly url: string;
  readonly task: string;
  readonly input: Json;
  readonly attempt: number;
  readonly checkpoint: { readonly value: Json } | null;
  readonly only: readonly string[] | null;
  readonly except: readonly string[] | null;
  /** For a plan: it goes on with one that is stored in part, whose items come first. */
  readonly goesOn: boolean;
  readonly cell: Cell;
  readonly slot: number;
  /** It may be taken back from the thread until it is begun. */
  readonly waits: boolean;
}

export type ToThread =
  /** One after the other. */
  | { readonly type: 'begin'; readonly errands: readonly Errand[] }
  /** Items to be done, or planned before for who goes on with a plan. Without a block they are of the one that was sent before. */
  | { readonly type: 'items'; readonly block: Block | null; readonly runs: readonly Run[] }
  /** A block of the plan is on disk. */
  | { readonly type: 'taken' }
  | { readonly type: 'stop' }
  /** There are no more items. */
  | { readonly type: 'finish' };

export type FromThread =
  /** It is there: the first that it sends. Then, once, that it has loaded a task. */
  | { readonly type: 'ready' | 'loaded' }
  | { readonly type: 'planned'; readonly block: Block }
  /** `ms` is how long they took together. */
  | {
      readonly type: 'outcomes';
      readonly segments: readonly Segment[];
      readonly failures: readonly FailedItem[];
      readonly ms: number;
    }
  | { readonly type: 'log'; readonly lines: readonly LogLine[] }
  | { readonly type: 'checkpoint'; readonly value: Json }
  /** The memory of the stages of a task that has named its first. */
  | { readonly type: 'stages'; readonly stages: SharedArrayBuffer }
  /** `ms` is how long it took, without loading its module. After another outcome than `returned` the thread begins nothing more. */
  | { readonly type: 'ended'; readonly outcome: ThreadOutcome; readonly ms: number };

/** How an errand ended, in the thread or by the end of the thread. */
export type ThreadOutcome =
  | { readonly type: 'returned'; readonly result: Json }
  | { readonly type: 'threw'; readonly error: ErrorInfo }
  | { readonly type: 'stopped' }
  | { readonly type: 'crashed'; readonly error: ErrorInfo };

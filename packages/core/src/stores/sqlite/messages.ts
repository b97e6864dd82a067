import type { MilepostError } from '../../model/index.ts';
import type { SqliteFile } from './file.ts';
import type { Row } from './rows.ts';

/** What the thread is made with: the file, and the memory in which it says which idempotency keys there are. */
export interface ThreadData {
  readonly file: string;
  readonly keys: SharedArrayBuffer;
}

/** What can be gone through, value by value. */
export type Walk = 'left' | 'blocks' | 'planFrom';

/** What is answered at once. */
export type Call = Exclude<keyof SqliteFile, Walk | 'name' | 'epoch' | 'take' | 'breakOff'>;

/** What the host asks the thread of the store; every question with a number has one answer. */
export type Question =
  | { readonly type: 'call'; readonly number: number; readonly method: Call; readonly args: readonly unknown[] }
  /** The first rows of the commit that is called next. */
  | { readonly type: 'rows'; readonly rows: readonly Row[] }
  /** It does not come: as if it had failed. */
  | { readonly type: 'break-off'; readonly round: number }
  /** The next value of a walk, which begins with the first question for it. */
  | {
      readonly type: 'next';
      readonly number: number;
      readonly walk: number;
      readonly method: Walk;
      readonly args: readonly unknown[];
    }
  /** A walk that is left before its end. */
  | { readonly type: 'leave'; readonly walk: number };

/** What the thread says: first whether the file could be opened, then answers. */
export type Answer =
  | { readonly type: 'opened'; readonly epoch: string }
  | { readonly type: 'answer'; readonly number: number; readonly value: unknown }
  | { readonly type: 'refused'; readonly number: number; readonly refusal: Refusal };

/** An error as it travels. `reason` is null for one that nobody foresaw. */
export interface Refusal {
  readonly reason: MilepostError['reason'] | null;
  readonly message: string;
}

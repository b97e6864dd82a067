import type { ErrorInfo } from './error.ts';
import type { Json } from './job.ts';

/** One unit of a batch as its plan tells of it, before anything is done. */
export interface PlannedItem {
  /** Tells it apart from all others of the plan; at most 4,096 characters. */
  readonly key: string;
  /** What a person calls it. */
  readonly label: string;
  /** What would change: `rotate 90° clockwise`. */
  readonly change?: string | undefined;
  /** Why nothing will be done with it: `already upright`. Such an item is counted as skipped. */
  readonly skip?: string | undefined;
  /** More about it, in the order in which to show it: `{ Taken: '2008-05-01 10:00' }`. */
  readonly details?: { readonly [name: string]: string | number | boolean | null } | undefined;
  /** The path of a picture of it. */
  readonly image?: string | undefined;
  /** Whatever `each` wants to know of it; not shown. */
  readonly data?: Json | undefined;
}

export const itemStates = ['waiting', 'done', 'skipped', 'failed'] as const;
export type ItemState = (typeof itemStates)[number];

/** An item of a job, and what became of it. */
export interface JobItem extends Omit<PlannedItem, 'data'> {
  readonly state: ItemState;
  /** Why it failed. */
  readonly error: ErrorInfo | null;
  /** When it was done, epoch milliseconds. */
  readonly at: number | null;
  /** How long it took, milliseconds. */
  readonly ms: number | null;
}

export interface ItemQuery {
  readonly id: string;
  readonly states?: readonly ItemState[] | undefined;
  /** At most this many, 1 to 1,000; 100 unless told. */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export interface ItemList {
  /** In the order of the plan. */
  readonly items: readonly JobItem[];
  readonly next: string | null;
}

/** An item as it is told of: all but what only `each` is to know. */
export type ShownItem<Item extends PlannedItem = PlannedItem> = Item extends unknown ? Omit<Item, 'data'> : never;

/** What a batch would do: the dry run. */
export interface Plan<Item extends PlannedItem = PlannedItem> {
  /** The first of them. */
  readonly items: readonly ShownItem<Item>[];
  /** How many there are in all. */
  readonly total: number;
  /** True when there are more than `items` holds. */
  readonly more: boolean;
}

import type { Json, PlannedItem } from '../model/index.ts';
import { type Columns, fromColumns } from './columns.ts';

/**
 * Items of a plan that follow each other, in the text that the thread which planned them made. On its way to the disk, and to
 * the threads that do them, nobody reads it. Plain JSON, so that it can travel.
 */
export interface Block {
  /** The place of the first of them in the plan, from 0. */
  readonly first: number;
  readonly count: number;
  /** JSON of `Columns`; where items differ in what they have, an array of `PlannedItem`, one a line. */
  readonly items: string;
  /** Where they are to be taken back: a JSON object of what they left when they were done, by index; else null. */
  readonly receipts: string | null;
}

/** Places of a plan that follow each other. */
export interface Run {
  readonly first: number;
  readonly count: number;
}

/** A block of a plan, and which of its items are to be done, in order. */
export interface Portion {
  readonly block: Block;
  readonly left: readonly Run[];
}

/** Between items in rows. No JSON text has a line break of its own. */
export const between = ',\n';

/** Reads the items of a block; each is made when it is asked for, by its index. */
export function openItems({ items }: Pick<Block, 'items'>): (index: number) => PlannedItem {
  if (items.startsWith('{')) return fromColumns(JSON.parse(items) as Columns); // written by a BlockWriter
  const rows = JSON.parse(items) as PlannedItem[]; // as above
  return (index) => rows[index] as PlannedItem; // who asks knows how many there are
}

export function readItems(block: Pick<Block, 'items' | 'count'>): readonly PlannedItem[] {
  const item = openItems(block);
  return Array.from({ length: block.count }, (_, index) => item(index));
}

/** By index; what left nothing has none. */
export function readReceipts(receipts: string | null): { readonly [index: number]: Json } {
  return receipts === null ? {} : (JSON.parse(receipts) as { [index: number]: Json }); // written by a BlockWriter
}

/** What of a place and those after it is not among `covered`, which are in order. */
export function leftOf(whole: Run, covered: readonly Run[]): Run[] {
  const left: Run[] = [];
  let next = whole.first;
  for (const { first, count } of covered) {
    if (first > next) left.push({ first: next, count: first - next });
    next = Math.max(next, first + count);
  }
  const end = whole.first + whole.count;
  if (next < end) left.push({ first: next, count: end - next });
  return left;
}

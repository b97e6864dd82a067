import type { Json, PlannedItem } from '../model/index.ts';

/**
 * Items of a plan that follow each other, in the text that the thread which planned them made. On its way to the disk, and to
 * the threads that do them, nobody reads it. Plain JSON, so that it can travel.
 */
export interface Block {
  /** The place of the first of them in the plan, from 0. */
  readonly first: number;
  readonly count: number;
  /** A JSON array of `PlannedItem`, one a line. */
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

const mostItems = 1_000;
const mostCharacters = 128_000;
/** No JSON text has a line break of its own. */
const between = ',\n';

/** Makes blocks of items, one after the other. */
export class BlockWriter {
  #first: number;
  #items: string[] = [];
  #receipts: string[] = [];
  #characters = 0;

  /** `first` is the place of the first item. */
  constructor(first: number) {
    this.#first = first;
  }

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  get isFull(): boolean {
    return this.#items.length >= mostItems || this.#characters >= mostCharacters;
  }

  /** Both are JSON texts. */
  add(item: string, receipt: string | null = null): void {
    if (receipt !== null) this.#receipts.push(`"${this.#items.length}":${receipt}`);
    this.#items.push(item);
    this.#characters += item.length + (receipt?.length ?? 0);
  }

  /** What was added since the last block. */
  take(): Block {
    const count = this.#items.length;
    const items = `[${this.#items.join(between)}]`;
    const receipts = this.#receipts.length === 0 ? null : `{${this.#receipts.join()}}`;
    const block = { first: this.#first, count, items, receipts };
    this.#first += count;
    this.#items = [];
    this.#receipts = [];
    this.#characters = 0;
    return block;
  }
}

export function readItems(block: Pick<Block, 'items'>): readonly PlannedItem[] {
  return JSON.parse(block.items) as PlannedItem[]; // written by a BlockWriter
}

/** By index; what left nothing has none. */
export function readReceipts(receipts: string | null): { readonly [index: number]: Json } {
  return receipts === null ? {} : (JSON.parse(receipts) as { [index: number]: Json }); // written by a BlockWriter
}

/** Each item as its own JSON text. */
export function splitItems(block: Pick<Block, 'items'>): readonly string[] {
  return block.items.slice(1, -1).split(between);
}

/** One item of a block, without reading the others; undefined where the block has no such place. */
export function readItem(block: Block, position: number): PlannedItem | undefined {
  if (position < block.first || position >= block.first + block.count) return undefined;
  let start = 1;
  for (let left = position - block.first; left > 0; left--) start = block.items.indexOf(between, start) + between.length;
  const end = block.items.indexOf(between, start);
  return JSON.parse(block.items.slice(start, end < 0 ? -1 : end)) as PlannedItem; // written by a BlockWriter
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

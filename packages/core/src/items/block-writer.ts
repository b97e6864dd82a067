import type { PlannedItem } from '../model/index.ts';
import { type Block, between } from './block.ts';
import { ColumnsWriter } from './columns.ts';
import { toJsonText } from './json.ts';

const mostItems = 8_000;
const mostCharacters = 128_000;

/** Makes blocks of items, one after the other: each in columns, or in rows where its items differ in what they have. */
export class BlockWriter {
  #first: number;
  #columns: ColumnsWriter | null = null;
  #rows: string[] | null = null;
  #receipts: string[] = [];
  #characters = 0;

  /** `first` is the place of the first item. */
  constructor(first: number) {
    this.#first = first;
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  get isFull(): boolean {
    return this.#count >= mostItems || this.#characters + (this.#columns?.characters ?? 0) >= mostCharacters;
  }

  /**
   * The receipt is a JSON text.
   * @throws TypeError for what JSON cannot say
   */
  add(item: PlannedItem, receipt: string | null = null): void {
    const index = this.#count;
    if (!this.#inColumns(item)) this.#addRow(item);
    if (receipt === null) return;
    this.#receipts.push(`"${index}":${receipt}`);
    this.#characters += receipt.length;
  }

  /** What was added since the last block. */
  take(): Block {
    const count = this.#count;
    const items = this.#columns?.text() ?? `[${(this.#rows ?? []).join(between)}]`;
    const receipts = this.#receipts.length === 0 ? null : `{${this.#receipts.join()}}`;
    const block = { first: this.#first, count, items, receipts };
    this.#first += count;
    this.#columns = null;
    this.#rows = null;
    this.#receipts = [];
    this.#characters = 0;
    return block;
  }

  get #count(): number {
    return this.#columns?.count ?? this.#rows?.length ?? 0;
  }

  #inColumns(item: PlannedItem): boolean {
    if (this.#rows !== null) return false;
    this.#columns ??= new ColumnsWriter(item);
    return this.#columns.add(item);
  }

  #addRow(item: PlannedItem): void {
    const text = toJsonText(item, 'An item of a plan');
    if (this.#columns !== null) {
      this.#rows = this.#columns.rows();
      this.#characters += this.#columns.characters;
      this.#columns = null;
    }
    this.#rows?.push(text);
    this.#characters += text.length;
  }
}

import type { ErrorInfo, ItemState, Json } from '../model/index.ts';

/**
 * What became of items that follow each other in one block of a plan, in the text that the thread which did them made. On its way
 * to the disk nobody reads it. Plain JSON, so that it can travel.
 */
export interface Segment {
  /** The place of the first of them in the plan. */
  readonly first: number;
  readonly count: number;
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
  /** JSON, read by `readOutcomes`. */
  readonly outcomes: string;
}

/** What became of one item. */
export interface Outcome {
  readonly state: Exclude<ItemState, 'waiting'>;
  /** When it was done, epoch milliseconds, and how long it took, to a thousandth. */
  readonly at: number;
  readonly ms: number;
  /** What `undo` will get, as JSON text; null when there is nothing. */
  readonly receipt: string | null;
  /** Why it failed, or was skipped. */
  readonly error: ErrorInfo | null;
}

/** An item that failed, for the log. */
export interface FailedItem {
  readonly key: string;
  readonly at: number;
  readonly error: ErrorInfo;
}

interface Written {
  /** A letter for each; one for all where they are the same. */
  readonly states: string;
  readonly at: number;
  /** When each was done, milliseconds after `at`. */
  readonly ends: readonly number[];
  /** How long each took, microseconds: whole numbers are written and read in an eighth of the time. */
  readonly us?: readonly number[];
  /** The same in milliseconds, in segments of old. */
  readonly ms?: readonly number[];
  readonly receipts: { readonly [index: number]: Json };
  readonly errors: { readonly [index: number]: ErrorInfo };
}

const letters = { done: 'd', skipped: 's', failed: 'f' } as const;
const states = { d: 'done', s: 'skipped', f: 'failed' } as const;

/** Makes one segment, outcome by outcome, in the order of the plan. */
export class SegmentWriter {
  readonly #first: number;
  readonly #states: string[] = [];
  #at = 0;
  readonly #ends: number[] = [];
  readonly #us: number[] = [];
  readonly #receipts: string[] = [];
  readonly #errors: string[] = [];
  readonly #counts = { done: 0, skipped: 0, failed: 0 };

  constructor(first: number) {
    this.#first = first;
  }

  /** The place that comes next. */
  get next(): number {
    return this.#first + this.#ends.length;
  }

  add({ state, at, ms, receipt, error }: Outcome): void {
    const index = this.#ends.length;
    if (index === 0) this.#at = at;
    this.#states.push(letters[state]);
    this.#ends.push(at - this.#at);
    this.#us.push(Math.round(ms * 1_000));
    this.#counts[state]++;
    if (receipt !== null) this.#receipts.push(`"${index}":${receipt}`);
    if (error !== null) this.#errors.push(`"${index}":${JSON.stringify(error)}`);
  }

  end(): Segment {
    const count = this.#ends.length;
    const same = Object.values(this.#counts).includes(count);
    const parts = [
      `"states":"${same ? this.#states[0] : this.#states.join('')}"`,
      `"at":${this.#at}`,
      `"ends":${JSON.stringify(this.#ends)}`,
      `"us":${JSON.stringify(this.#us)}`,
      `"receipts":{${this.#receipts.join()}}`,
      `"errors":{${this.#errors.join()}}`,
    ];
    return { first: this.#first, count, ...this.#counts, outcomes: `{${parts.join()}}` };
  }
}

/** A segment of one. */
export function writeOutcome(position: number, outcome: Outcome): Segment {
  const writer = new SegmentWriter(position);
  writer.add(outcome);
  return writer.end();
}

/** What became of each, in the order of the plan. */
export function readOutcomes({ outcomes }: Pick<Segment, 'outcomes'>): readonly Outcome[] {
  const written = JSON.parse(outcomes) as Written; // written by a SegmentWriter
  return written.ends.map((end, index) => {
    const letter = (written.states[index] ?? written.states[0]) as keyof typeof states; // one of them
    const receipt = written.receipts[index];
    return {
      state: states[letter],
      at: written.at + end,
      ms: written.us === undefined ? (written.ms?.[index] ?? 0) : (written.us[index] ?? 0) / 1_000,
      receipt: receipt === undefined ? null : JSON.stringify(receipt),
      error: written.errors[index] ?? null,
    };
  });
}

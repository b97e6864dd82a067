import { type FailedItem, type Outcome, type Segment, SegmentWriter } from '../items/segment.ts';
import type { Backlog } from '../progress/cell.ts';
import type { PlacedItem } from './item-queue.ts';
import type { FromThread } from './messages.ts';

/** Outcomes wait this long for company, milliseconds, or until an item that never yields is over. */
export const longestWait = 15;

/** How an item ended. */
export type End = Pick<Outcome, 'state' | 'receipt' | 'error'>;

/** In a thread: gathers what became of items, and sends it in segments. */
export class Outbox {
  readonly #send: (message: FromThread) => void;
  readonly #backlog: Backlog;
  #segments: Segment[] = [];
  #failures: FailedItem[] = [];
  #writer: SegmentWriter | null = null;
  #block: object | null = null;
  /** What `performance.now()` was when the clock was looked at, and what that said. */
  #clock = { now: 0, at: 0 };
  #sent = performance.now();
  /** What `performance.now()` was when the last one ended. */
  #ended = 0;
  #ms = 0;

  /** `backlog` counts the failures that the host has not written yet: each has a line in the log. */
  constructor(send: (message: FromThread) => void, backlog: Backlog) {
    this.#send = send;
    this.#backlog = backlog;
  }

  /** An item has ended that began when `performance.now()` was this. Gives what that is at its end. */
  add({ position, item, block }: PlacedItem, { state, receipt, error }: End, began: number): number {
    const now = performance.now();
    if (this.#writer?.next !== position || this.#block !== block) this.#turn(position, block, now);
    const at = this.#clock.at + Math.round(now - this.#clock.now);
    // Named one by one: to add names to what was spread takes longer than all else that is done for an item.
    this.#writer?.add({ state, at, ms: now - began, receipt, error });
    // Where several are begun at a time, their times are not to count twice.
    this.#ms += now - Math.max(began, this.#ended);
    this.#ended = now;
    if (state === 'failed' && error !== null) this.#failures.push({ key: item.key, at, error });
    if (now - this.#sent <= longestWait) return now;
    this.flush();
    return this.#sent;
  }

  flush(): void {
    this.#close();
    if (this.#segments.length === 0) return;
    const failed = this.#failures.length;
    this.#backlog.add(failed);
    this.#send({ type: 'outcomes', segments: this.#segments, failures: this.#failures, ms: this.#ms });
    if (failed > 0) this.#backlog.wait();
    this.#segments = [];
    this.#failures = [];
    this.#ms = 0;
    this.#sent = performance.now();
  }

  /** A segment holds what follows each other in one block. */
  #turn(position: number, block: object, now: number): void {
    this.#close();
    this.#clock = { now, at: Date.now() };
    this.#writer = new SegmentWriter(position);
    this.#block = block;
  }

  #close(): void {
    if (this.#writer !== null) this.#segments.push(this.#writer.end());
    this.#writer = null;
  }
}

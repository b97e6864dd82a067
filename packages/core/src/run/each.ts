import type { ItemContext } from '../define/context.ts';
import type { BatchDefinition } from '../define/define-batch.ts';
import { toJsonText } from '../items/json.ts';
import { Backlog, begun, controlOf, done, failed, inHand, oneByOne, orders, skipped, slotOf } from '../progress/cell.ts';
import { hear, Stopped } from '../progress/reporter.ts';
import type { Desk } from './desk.ts';
import { describeThrown } from './failure.ts';
import type { PlacedItem } from './item-queue.ts';
import type { ThreadOutcome } from './messages.ts';
import { type End, longestWait, Outbox } from './outbox.ts';
import { retrying, Skipped } from './retry.ts';

/** In a thread: does the items that come, one after the other or as many at a time as the batch allows, until there are no more. */
export async function doItems(desk: Desk, batch: BatchDefinition): Promise<ThreadOutcome> {
  const { errand, stopping, log, items } = desk;
  const { signal } = stopping;
  const slot = slotOf(errand.cell, errand.slot);
  const control = controlOf(errand.cell);
  const context: ItemContext<unknown> = {
    job: errand.job,
    attempt: errand.attempt,
    input: errand.input,
    signal,
    log: log.writer(),
    skip(reason) {
      throw new Skipped(reason);
    },
  };
  const act = errand.part === 'undo' ? undoItem : eachItem;
  const outbox = new Outbox(desk.send, new Backlog(errand.cell));
  // Where an item waits for something, what was done before it does not.
  const timer = setInterval(() => outbox.flush(), longestWait);
  const most = slot[oneByOne] === 1 ? 1 : batch.perThread;
  /** By their places, those that are begun and wait for something. */
  const waiting = new Map<number, Promise<void>>();

  /** Gives what `performance.now()` is then. */
  function settle(placed: PlacedItem, end: End, began: number): number {
    const now = outbox.add(placed, end, began);
    slot[inHand] = waiting.size === 0 ? -1 : (waiting.keys().next().value ?? -1);
    (slot[counterOf[end.state]] as number) += 1; // the slot has them all
    return now;
  }
  function keep(placed: PlacedItem, end: Promise<End>, began: number): void {
    const settled = end.then((found) => {
      waiting.delete(placed.position);
      slot[begun] = waiting.size;
      // What gave up because it was told to is left for another time.
      if (!signal.aborted || found.state !== 'failed') settle(placed, found, began);
    });
    // Whoever waits for it hears of it.
    settled.catch(() => {});
    waiting.set(placed.position, settled);
    slot[begun] = waiting.size;
    // What is written to the console from now on may be of any of them.
    log.item = null;
  }

  /** When the last one ended, where nothing came in between: the clock is looked at once for each item, not twice. */
  let ended: number | null = null;
  let block: object | null = null;

  try {
    for (;;) {
      let placed = items.next() ?? null;
      if (placed === null) {
        ended = null;
        placed = await items.take(() => outbox.flush());
      }
      if (placed === null) break;
      if (control[0] !== orders.go) {
        // Nothing is left half done while a job pauses.
        if (waiting.size > 0) await Promise.all(waiting.values());
        hear(control);
        ended = null;
      }
      slot[inHand] = placed.position;
      log.item = placed.item.key;
      // Before the first of a block that was read.
      const began: number = placed.block === block && ended !== null ? ended : performance.now();
      block = placed.block;
      ended = null;
      const own = most === 1 ? context : { ...context, log: log.writer(placed.item.key) };
      let end = doItem(batch, placed, own, act);
      if (end instanceof Promise && most > 1) {
        keep(placed, end, began);
        if (waiting.size >= most) await Promise.race(waiting.values());
        continue;
      }
      if (end instanceof Promise) end = await end;
      if (signal.aborted && end.state === 'failed') break; // it gave up because it was told to: it is left for another time
      ended = settle(placed, end, began);
    }
    await Promise.all(waiting.values());
  } finally {
    await Promise.allSettled(waiting.values());
    clearInterval(timer);
    log.item = null;
    slot[inHand] = -1;
    outbox.flush();
  }
  return signal.aborted ? { type: 'stopped' } : { type: 'returned', result: null };
}

const counterOf = { done, skipped, failed } as const;

type Act = (batch: BatchDefinition, placed: PlacedItem, context: ItemContext<unknown>) => unknown;

/** Waits only where the item does: a promise for each of a million items would cost more than many of them. */
function doItem(batch: BatchDefinition, placed: PlacedItem, context: ItemContext<unknown>, act: Act): End | Promise<End> {
  if (placed.item.skip !== undefined) return skip(placed.item.skip);
  try {
    const given =
      batch.retry === undefined ? act(batch, placed, context) : retrying(batch.retry, context, () => act(batch, placed, context));
    return isPromise(given) ? Promise.resolve(given).then(succeed).catch(fail) : succeed(given);
  } catch (thrown) {
    return fail(thrown);
  }
}

const doneWithNothing: End = { state: 'done', receipt: null, error: null };

function succeed(receipt: unknown): End {
  if (receipt === undefined) return doneWithNothing;
  return { state: 'done', receipt: toJsonText(receipt, 'A receipt'), error: null };
}

function fail(thrown: unknown): End {
  if (thrown instanceof Stopped) throw thrown;
  return thrown instanceof Skipped ? skip(thrown.message) : { state: 'failed', receipt: null, error: describeThrown(thrown) };
}

function skip(reason: string): End {
  return { state: 'skipped', receipt: null, error: { code: 'SKIPPED', message: reason } };
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function eachItem(batch: BatchDefinition, { item }: PlacedItem, context: ItemContext<unknown>): unknown {
  return batch.each(item as never, context as ItemContext<never>); // the plan and the schema type them
}

/** What it gives is of no use to anybody: nobody takes back what was taken back. */
function undoItem(batch: BatchDefinition, { item, receipt }: PlacedItem, context: ItemContext<unknown>): unknown {
  const given = batch.undo?.(item as never, receipt as never, context as ItemContext<never>); // the plan and the schema type them
  return isPromise(given) ? given.then(() => undefined) : undefined;
}

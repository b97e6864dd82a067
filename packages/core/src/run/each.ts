import type { ItemContext } from '../define/context.ts';
import type { BatchDefinition } from '../define/define-batch.ts';
import type { ItemOutcome, PlacedItem } from '../engine.ts';
import type { Json } from '../model/index.ts';
import { controlOf, done, failed, inHand, skipped, slotOf } from '../progress/cell.ts';
import { hear, Stopped } from '../progress/reporter.ts';
import type { Desk } from './desk.ts';
import { describeThrown } from './failure.ts';
import { toJson } from './json.ts';
import type { ThreadOutcome } from './messages.ts';
import { retrying, Skipped } from './retry.ts';

/** Outcomes wait this long for company, milliseconds; those of slow items do not wait at all. */
const longestWait = 5;

/** In a thread: does the items that come, one after the other, until there are no more. */
export async function doItems(desk: Desk, batch: BatchDefinition): Promise<ThreadOutcome> {
  const { errand, signal, log, items, send } = desk;
  const slot = slotOf(errand.cell, errand.slot);
  const control = controlOf(errand.cell);
  const context: ItemContext<unknown> = {
    job: errand.job,
    input: errand.input,
    signal,
    log: log.writer(),
    skip(reason) {
      throw new Skipped(reason);
    },
  };
  let outcomes: ItemOutcome[] = [];
  let sent = performance.now();
  const flush = () => {
    if (outcomes.length > 0) send({ type: 'outcomes', outcomes });
    outcomes = [];
    sent = performance.now();
  };
  try {
    for (let placed = await items.take(flush); placed !== null; placed = items.next() ?? (await items.take(flush))) {
      hear(control);
      slot[inHand] = placed.position;
      log.item = placed.item.key;
      const outcome = await doItem(desk, batch, placed, context);
      if (signal.aborted && outcome.state === 'failed') break; // it gave up because it was told to: it is left for another time
      outcomes.push(outcome);
      slot[inHand] = -1;
      (slot[counterOf[outcome.state]] as number) += 1; // the slot has them all
      if (performance.now() - sent > longestWait) flush();
    }
  } finally {
    log.item = null;
    slot[inHand] = -1;
    flush();
  }
  return signal.aborted ? { type: 'stopped' } : { type: 'returned', result: null };
}

const counterOf = { done, skipped, failed } as const;

async function doItem(
  desk: Desk,
  batch: BatchDefinition,
  placed: PlacedItem,
  context: ItemContext<unknown>,
): Promise<ItemOutcome> {
  const { position, item } = placed;
  const act = desk.errand.part === 'undo' ? undoItem : eachItem;
  const at = Date.now();
  const start = performance.now();
  const end = (state: ItemOutcome['state'], receipt: string | null, error: ItemOutcome['error']): ItemOutcome => {
    const ms = Math.round((performance.now() - start) * 1000) / 1000;
    return { position, key: item.key, state, receipt, error, at: at + Math.round(ms), ms };
  };
  try {
    const receipt = await retrying(batch.retry, context.signal, () => act(batch, placed, context));
    return end('done', receipt === undefined ? null : JSON.stringify(toJson(receipt, 'A receipt')), null);
  } catch (thrown) {
    if (thrown instanceof Stopped) throw thrown;
    if (thrown instanceof Skipped) return end('skipped', null, { code: 'SKIPPED', message: thrown.message });
    return end('failed', null, describeThrown(thrown));
  }
}

function eachItem(batch: BatchDefinition, { item }: PlacedItem, context: ItemContext<unknown>): unknown {
  return batch.each(item as never, context as ItemContext<never>); // the plan and the schema type them
}

async function undoItem(batch: BatchDefinition, { item, receipt }: PlacedItem, context: ItemContext<unknown>): Promise<void> {
  const given = receipt === undefined ? undefined : (JSON.parse(receipt) as Json); // written when it was done
  await batch.undo?.(item as never, given as never, context as ItemContext<never>); // the plan and the schema type them
}

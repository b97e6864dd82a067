import type { PlanContext } from '../define/context.ts';
import type { BatchDefinition } from '../define/define-batch.ts';
import { BlockWriter } from '../items/block-writer.ts';
import { KeySet } from '../items/key-set.ts';
import type { PlannedItem } from '../model/index.ts';
import { controlOf, looksOf, orders } from '../progress/cell.ts';
import { hear } from '../progress/reporter.ts';
import type { Desk } from './desk.ts';
import type { ThreadOutcome } from './messages.ts';

const longestWait = 100;
/** What was found waits for at most so many looks of the host, which takes as long. */
const mostLooks = 2;
/** Blocks that may be on their way to the disk. */
const mostBlocks = 32;

/**
 * In a thread: makes the plan of a batch and sends it in blocks, no faster than they are taken. What was planned before, and may
 * have been done since, it leaves out.
 */
export async function makePlan(desk: Desk, batch: BatchDefinition): Promise<ThreadOutcome> {
  const { errand, stopping, log, send, taken } = desk;
  const { signal } = stopping;
  const context: PlanContext<unknown> = { job: errand.job, input: errand.input, signal, log: log.writer() };
  const chosen = chooser(errand);
  const { known, next } = await readKnown(desk);
  const keys = new KeySet();
  const writer = new BlockWriter(next);
  const looks = looksOf(errand.cell);
  let looked = 0;
  const flush = () => {
    looked = looks[0] as number; // there is one
    if (writer.isEmpty) return;
    send({ type: 'planned', block: writer.take() });
    taken.sent();
  };
  // Where the plan waits for something, what it has found does not.
  const timer = setInterval(flush, longestWait);
  const control = controlOf(errand.cell);
  /** Gives true when what was found is to be sent. */
  const take = (planned: PlannedItem) => {
    if (control[0] !== orders.go) hear(control);
    checkItem(planned, keys);
    if (!chosen(planned.key) || known?.has(planned.key)) return false;
    writer.add(planned);
    return writer.isFull || (looks[0] as number) - looked >= mostLooks; // there is one
  };
  const pass = () => {
    flush();
    return taken.atMost(mostBlocks);
  };
  try {
    const found = batch.plan(context as PlanContext<never>); // the input was checked by the schema that types it
    // `for await` would wait three times for each item of a plan that never waits.
    if (Symbol.asyncIterator in found) for await (const planned of found) take(planned) && (await pass());
    else for (const planned of found) take(planned) && (await pass());
  } finally {
    clearInterval(timer);
  }
  flush();
  await taken.atMost(mostBlocks);
  signal.throwIfAborted();
  for (const key of [...(errand.only ?? []), ...(errand.except ?? [])]) {
    if (!keys.has(key)) log.write('warn', `There is no item "${key}" in the plan.`);
  }
  return { type: 'returned', result: null };
}

/** The keys that were planned before, and the place after the last of them. */
async function readKnown({ errand, items }: Desk): Promise<{ known: KeySet | null; next: number }> {
  if (!errand.goesOn) return { known: null, next: 0 };
  const known = new KeySet();
  let next = 0;
  for (let placed = await items.take(() => {}); placed !== null; placed = await items.take(() => {})) {
    known.add(placed.item.key);
    next = placed.position + 1;
  }
  return { known, next };
}

function chooser({ only, except }: Desk['errand']): (key: string) => boolean {
  const wanted = only === null ? null : new Set(only);
  const unwanted = except === null ? null : new Set(except);
  return (key) => (wanted === null || wanted.has(key)) && !unwanted?.has(key);
}

function checkItem(planned: PlannedItem, keys: KeySet): void {
  const { key, label } = planned;
  if (typeof key !== 'string' || key === '' || key.length > 4096) {
    throw new BadPlan(`An item of a plan has a key of 1 to 4,096 characters; got ${JSON.stringify(key)}.`);
  }
  if (typeof label !== 'string') throw new BadPlan(`An item of a plan has a label; "${key}" has none.`);
  if (!keys.add(key)) throw new BadPlan(`Two items of the plan have the key "${key}".`);
}

class BadPlan extends Error {
  readonly code = 'BAD_PLAN';
}

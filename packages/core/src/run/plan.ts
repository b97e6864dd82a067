import type { PlanContext } from '../define/context.ts';
import type { BatchDefinition } from '../define/define-batch.ts';
import { BlockWriter } from '../items/block.ts';
import { KeySet } from '../items/key-set.ts';
import type { PlannedItem } from '../model/index.ts';
import { controlOf } from '../progress/cell.ts';
import { hear } from '../progress/reporter.ts';
import type { Desk } from './desk.ts';
import { toJsonText } from './json.ts';
import type { ThreadOutcome } from './messages.ts';

const longestWait = 100;
/** Blocks that may be on their way to the disk. */
const mostBlocks = 8;

/**
 * In a thread: makes the plan of a batch and sends it in blocks, no faster than they are taken. What was planned before, and may
 * have been done since, it leaves out.
 */
export async function makePlan(desk: Desk, batch: BatchDefinition): Promise<ThreadOutcome> {
  const { errand, signal, log, send, taken } = desk;
  const context: PlanContext<unknown> = { job: errand.job, input: errand.input, signal, log: log.writer() };
  const chosen = chooser(errand);
  const { known, next } = await readKnown(desk);
  const keys = new KeySet();
  const writer = new BlockWriter(next);
  let since = Date.now();
  const flush = () => {
    since = Date.now();
    if (writer.isEmpty) return;
    send({ type: 'planned', block: writer.take() });
    taken.sent();
  };
  // Where the plan waits for something, what it has found does not.
  const timer = setInterval(() => Date.now() - since > longestWait && flush(), longestWait);
  const control = controlOf(errand.cell);
  try {
    for await (const planned of batch.plan(context as PlanContext<never>)) {
      // the input was checked by the schema that types it
      hear(control);
      const text = checkItem(planned, keys);
      if (!chosen(planned.key) || known?.has(planned.key)) continue;
      writer.add(text);
      if (!writer.isFull && Date.now() - since <= longestWait) continue;
      flush();
      await taken.atMost(mostBlocks);
    }
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
  const unwanted = new Set(except ?? []);
  return (key) => (wanted === null || wanted.has(key)) && !unwanted.has(key);
}

/** Gives it as JSON. */
function checkItem(planned: PlannedItem, keys: KeySet): string {
  const { key, label } = planned;
  if (typeof key !== 'string' || key === '' || key.length > 4096) {
    throw new BadPlan(`An item of a plan has a key of 1 to 4,096 characters; got ${JSON.stringify(key)}.`);
  }
  if (typeof label !== 'string') throw new BadPlan(`An item of a plan has a label; "${key}" has none.`);
  if (!keys.add(key)) throw new BadPlan(`Two items of the plan have the key "${key}".`);
  return toJsonText(planned, 'An item of a plan');
}

class BadPlan extends Error {
  readonly code = 'BAD_PLAN';
}

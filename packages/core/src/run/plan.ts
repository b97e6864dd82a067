import type { PlanContext } from '../define/context.ts';
import type { BatchDefinition } from '../define/define-batch.ts';
import type { PlannedItem } from '../model/index.ts';
import { controlOf } from '../progress/cell.ts';
import { hear } from '../progress/reporter.ts';
import type { Desk } from './desk.ts';
import { toJson } from './json.ts';
import type { ThreadOutcome } from './messages.ts';

const blockItems = 500;
const longestWait = 100;
/** Blocks that may be on their way to the disk. */
const mostBlocks = 4;

/** In a thread: makes the plan of a batch and sends it in blocks, no faster than they are taken. */
export async function makePlan(desk: Desk, batch: BatchDefinition): Promise<ThreadOutcome> {
  const { errand, signal, log, send, taken } = desk;
  const context: PlanContext<unknown> = { job: errand.job, input: errand.input, signal, log: log.writer() };
  const chosen = chooser(errand);
  const keys = new Set<string>();
  let block: PlannedItem[] = [];
  let since = Date.now();
  const flush = async () => {
    if (block.length === 0) return;
    send({ type: 'planned', items: block });
    block = [];
    since = Date.now();
    await taken.atMost(mostBlocks);
  };
  for await (const planned of batch.plan(context as PlanContext<never>)) {
    // the input was checked by the schema that types it
    hear(controlOf(errand.cell));
    const item = checkItem(planned, keys);
    if (!chosen(item.key)) continue;
    block.push(item);
    if (block.length >= blockItems || Date.now() - since > longestWait) await flush();
  }
  await flush();
  signal.throwIfAborted();
  for (const key of errand.only ?? []) {
    if (!keys.has(key)) log.write('warn', `There is no item "${key}" in the plan.`);
  }
  return { type: 'returned', result: null };
}

function chooser({ only, except }: Desk['errand']): (key: string) => boolean {
  const wanted = only === null ? null : new Set(only);
  const unwanted = new Set(except ?? []);
  return (key) => (wanted === null || wanted.has(key)) && !unwanted.has(key);
}

function checkItem(planned: PlannedItem, keys: Set<string>): PlannedItem {
  const { key, label } = planned;
  if (typeof key !== 'string' || key === '' || key.length > 4096) {
    throw new BadPlan(`An item of a plan has a key of 1 to 4,096 characters; got ${JSON.stringify(key)}.`);
  }
  if (typeof label !== 'string') throw new BadPlan(`An item of a plan has a label; "${key}" has none.`);
  if (keys.has(key)) throw new BadPlan(`Two items of the plan have the key "${key}".`);
  keys.add(key);
  return toJson(planned, 'An item of a plan') as unknown as PlannedItem; // toJson gives back what it got
}

class BadPlan extends Error {
  readonly code = 'BAD_PLAN';
}

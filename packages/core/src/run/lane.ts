import type { ItemOutcome, PlacedItem } from '../engine.ts';
import type { ErrorInfo } from '../model/index.ts';
import { failed, inHand, slotOf } from '../progress/cell.ts';
import type { FromThread, ThreadOutcome } from './messages.ts';
import type { Thread } from './pool.ts';
import type { Workbench } from './workbench.ts';

/** Work for about so long is given to a thread ahead, milliseconds, so that it never waits for more. */
const ahead = 100;
const mostAhead = 1_000;

/** One thread's share of a batch. */
export interface Lane {
  readonly slot: number;
  /** What is given out and not done, by position. */
  readonly hand: Map<number, PlacedItem>;
}

/** What the lanes of a batch share. */
export interface Lanes {
  readonly work: Workbench;
  /** Up to `count` items; none when there are no more for now. */
  take(count: number): Promise<readonly PlacedItem[]>;
  putBack(items: readonly PlacedItem[]): void;
  report(outcomes: readonly ItemOutcome[]): void;
  /** Something that no further item can mend: the job fails with it. */
  fail(error: ErrorInfo): void;
}

/** Keeps one slot of a batch at work until there is no more; a thread that crashes costs the item that it had in hand. */
export async function doLane(batch: Lanes, lane: Lane): Promise<ThreadOutcome> {
  for (;;) {
    const { outcome, received } = await serve(batch, lane);
    if (outcome.type === 'threw') batch.fail(outcome.error);
    if (outcome.type !== 'crashed') return outcome;
    const crashedOn = lane.hand.get(slotOf(batch.work.cell, lane.slot)[inHand] as number); // every slot has it
    if (crashedOn === undefined && received === 0) batch.fail(outcome.error);
    else recover(batch, lane, crashedOn, outcome.error);
  }
}

async function serve(batch: Lanes, lane: Lane): Promise<{ outcome: ThreadOutcome; received: number }> {
  const slot = slotOf(batch.work.cell, lane.slot);
  const counted = [...slot.slice(0, 3)];
  let received = 0;
  let itemMs = ahead;
  let finished = false;
  let refilling = false;

  async function refill(thread: Thread): Promise<void> {
    const target = Math.max(1, Math.min(mostAhead, Math.ceil(ahead / itemMs)));
    if (refilling || finished || lane.hand.size > target / 2) return;
    refilling = true;
    const items = await batch.take(target - lane.hand.size).catch((thrown: Error) => {
      batch.fail({ code: 'STORE_UNAVAILABLE', message: thrown.message });
      return [];
    });
    refilling = false;
    for (const placed of items) lane.hand.set(placed.position, placed);
    finished = items.length === 0;
    thread.post(finished ? { type: 'finish' } : { type: 'items', items });
  }

  const outcome = await batch.work.send(
    batch.work.assignment.direction === 'undo' ? 'undo' : 'each',
    lane.slot,
    (message: FromThread, thread) => {
      if (message.type !== 'outcomes') return;
      for (const one of message.outcomes) {
        lane.hand.delete(one.position);
        counted[counters[one.state]] = (counted[counters[one.state]] ?? 0) + 1;
        itemMs += (Math.max(0.01, one.ms) - itemMs) * 0.2;
      }
      received += message.outcomes.length;
      batch.report(message.outcomes);
      void refill(thread);
    },
    refill,
  );
  // What a crashed thread had counted but not told is done again.
  if (outcome.type === 'crashed') slot.set(counted);
  return { outcome, received };
}

const counters = { done: 0, skipped: 1, failed: 2 } as const;

function recover(batch: Lanes, lane: Lane, crashedOn: PlacedItem | undefined, error: ErrorInfo): void {
  const slot = slotOf(batch.work.cell, lane.slot);
  if (crashedOn !== undefined) {
    const { position, item } = crashedOn;
    lane.hand.delete(position);
    (slot[failed] as number) += 1; // every slot has it
    const outcome: ItemOutcome = { position, key: item.key, state: 'failed', receipt: null, error, at: Date.now(), ms: 0 };
    batch.report([outcome]);
  }
  slot[inHand] = -1;
  batch.putBack([...lane.hand.values()]);
  lane.hand.clear();
}

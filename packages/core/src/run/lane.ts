import type { Portion } from '../items/block.ts';
import { type FailedItem, type Segment, writeOutcome } from '../items/segment.ts';
import type { ErrorInfo } from '../model/index.ts';
import { Backlog, begun, failed, inHand, oneByOne, slotOf } from '../progress/cell.ts';
import type { Hand } from './hand.ts';
import type { Thread } from './lease.ts';
import type { FromThread, ThreadOutcome } from './messages.ts';
import type { Workbench } from './workbench.ts';

/** Work for about so long is given to a thread ahead, milliseconds, so that it never waits for more. */
const ahead = 100;
const mostAhead = 30_000;

/** One thread's share of a batch. */
export interface Lane {
  readonly slot: number;
  readonly hand: Hand;
}

/** What the lanes of a batch share. */
export interface Lanes {
  readonly work: Workbench;
  /** Up to `count` items; none when there are no more for now. */
  take(count: number): Promise<readonly Portion[]>;
  putBack(portions: readonly Portion[]): void;
  /** Resolves when it is on disk, or never will be. */
  report(segments: readonly Segment[], failures: readonly FailedItem[]): Promise<void>;
  /** Something that no further item can mend: the job fails with it. */
  fail(error: ErrorInfo): void;
}

/** Keeps one slot of a batch at work until there is no more; a thread that crashes costs the item that it had in hand. */
export async function doLane(batch: Lanes, lane: Lane): Promise<ThreadOutcome> {
  for (;;) {
    const { outcome, received } = await serve(batch, lane);
    if (outcome.type === 'threw') batch.fail(outcome.error);
    if (outcome.type !== 'crashed') return outcome;
    const slot = slotOf(batch.work.cell, lane.slot);
    const crashedOn = slot[inHand] as number; // every slot has it
    // Any of several may be to blame: they are done again, one at a time, until it is found.
    if ((slot[begun] as number) > 1) again(batch, lane, slot);
    else if (crashedOn < 0 && received === 0) batch.fail(outcome.error);
    else recover(batch, lane, crashedOn, outcome.error);
  }
}

async function serve(batch: Lanes, lane: Lane): Promise<{ outcome: ThreadOutcome; received: number }> {
  const { definition } = batch.work.task;
  const slot = slotOf(batch.work.cell, lane.slot);
  slot[begun] = 0;
  /** Enough for those that are begun, and for as many after them. */
  const least = definition.kind === 'batch' && definition.perThread > 1 ? 2 * definition.perThread : 1;
  const counted = [...slot.slice(0, 3)] as [number, number, number]; // every slot has them
  const backlog = new Backlog(batch.work.cell);
  let received = 0;
  let itemMs = ahead;
  let finished = false;
  let refilling: Promise<void> | null = null;
  /** The place of the block that the thread got last. */
  let sent = -1;

  function refill(thread: Thread): void {
    const target = Math.max(least, Math.min(mostAhead, Math.ceil(ahead / itemMs)));
    if (refilling !== null || finished || lane.hand.size > target / 2) return;
    refilling = fetch(thread, target).finally(() => (refilling = null));
  }

  async function fetch(thread: Thread, target: number): Promise<void> {
    const portions = await batch.take(target - lane.hand.size).catch((thrown: Error) => {
      batch.fail({ code: 'STORE_UNAVAILABLE', message: thrown.message });
      return [];
    });
    lane.hand.add(portions);
    for (const { block, left } of portions) {
      thread.post({ type: 'items', block: block.first === sent ? null : block, runs: left });
      sent = block.first;
    }
    finished = portions.length === 0;
    if (finished) thread.post({ type: 'finish' });
  }

  const outcome = await batch.work.send(
    batch.work.assignment.direction === 'undo' ? 'undo' : 'each',
    lane.slot,
    (message: FromThread, thread) => {
      if (message.type !== 'outcomes') return;
      let items = 0;
      for (const segment of message.segments) {
        lane.hand.remove(segment);
        items += segment.count;
        counted[0] += segment.done;
        counted[1] += segment.skipped;
        counted[2] += segment.failed;
      }
      received += items;
      itemMs += (Math.max(0.003, message.ms / items) - itemMs) * (1 - 0.8 ** items);
      void batch.report(message.segments, message.failures).then(() => backlog.take(message.failures.length));
      refill(thread);
    },
    refill,
  );
  // What was on its way to a thread that crashed meanwhile is in the hand by then, and is given to the next.
  if (outcome.type === 'crashed') await refilling;
  // What a crashed thread had counted but not told is done again.
  if (outcome.type === 'crashed') slot.set(counted);
  return { outcome, received };
}

function again(batch: Lanes, lane: Lane, slot: Float64Array): void {
  slot[oneByOne] = 1;
  slot[inHand] = -1;
  batch.putBack(lane.hand.takeAll());
}

function recover(batch: Lanes, lane: Lane, crashedOn: number, error: ErrorInfo): void {
  const slot = slotOf(batch.work.cell, lane.slot);
  const item = lane.hand.item(crashedOn);
  if (item !== undefined) {
    const at = Date.now();
    lane.hand.remove({ first: crashedOn, count: 1 });
    (slot[failed] as number) += 1; // every slot has it
    void batch.report(
      [writeOutcome(crashedOn, { state: 'failed', at, ms: 0, receipt: null, error })],
      [{ key: item.key, at, error }],
    );
  }
  slot[inHand] = -1;
  batch.putBack(lane.hand.takeAll());
}

import { setTimeout as wait } from 'node:timers/promises';
import type { Portion } from '../items/block.ts';
import type { FailedItem, Segment } from '../items/segment.ts';
import type { ErrorInfo } from '../model/index.ts';
import { inHand, readCounts, readNote, slotOf } from '../progress/cell.ts';
import { Hand } from './hand.ts';
import { doLane, type Lane, type Lanes } from './lane.ts';
import type { ThreadOutcome } from './messages.ts';
import { planBatch } from './plan-batch.ts';
import { Supply } from './supply.ts';
import type { Workbench } from './workbench.ts';

/** What may be on its way to the disk before more items are given out: so many outcomes, or what weighs as much. */
const mostUnwritten = 50_000;
/** A failure has a line in the log; an outcome of so many characters weighs as much as two. */
const failureWeight = 20;
const outcomeCharacters = 40;

/** While one thread is at a batch alone, it is looked at this often how it gets on, and none joins it where it is done so soon; milliseconds. */
const lookEvery = 10;
const soon = 40;

/**
 * A batch: the plan first, all of it on disk, then what is left of it in as many threads as it may have. One that may work while
 * it is planned does both at a time.
 */
export async function doBatch(work: Workbench): Promise<ThreadOutcome> {
  const { definition } = work.task;
  if (work.assignment.planned) return doItems(work, new Supply(work.line.left, true));
  if (definition.kind === 'batch' && definition.workWhilePlanning) return planAndDo(work);
  const planned = await planBatch(work, () => {});
  return planned.type === 'returned' ? doItems(work, new Supply(work.line.left, true)) : planned;
}

function doItems(work: Workbench, supply: Supply): Promise<ThreadOutcome> {
  return new BatchWork(work, supply).perform();
}

async function planAndDo(work: Workbench): Promise<ThreadOutcome> {
  const supply = new Supply(work.line.left, false);
  const doing = new BatchWork(work, supply);
  const planning = planBatch(work, () => supply.grew()).then((outcome) => {
    if (outcome.type === 'threw' || outcome.type === 'crashed') doing.fail(outcome.error);
    supply.complete();
    return outcome;
  });
  const [planned, done] = await Promise.all([planning, doing.perform()]);
  return planned.type === 'returned' || done.type === 'threw' ? done : planned;
}

/** What the lanes of a batch share. */
class BatchWork implements Lanes {
  readonly work: Workbench;
  readonly #supply: Supply;
  readonly #lanes: Lane[] = [];
  #unwritten = 0;
  #lastWrite: Promise<void> = Promise.resolve();
  #failure: ErrorInfo | null = null;

  constructor(work: Workbench, supply: Supply) {
    this.work = work;
    this.#supply = supply;
    work.note = () => this.#label() ?? readNote(work.cell) ?? null;
  }

  async perform(): Promise<ThreadOutcome> {
    const first = await this.take(1);
    if (first.length === 0) return this.#end([]);
    this.#supply.putBack(first);
    const alone = this.#openLane();
    const [outcome, others] = await Promise.all([alone, this.#helpOut(alone)]);
    return this.#end([outcome, ...others]);
  }

  #openLane(): Promise<ThreadOutcome> {
    const lane: Lane = { slot: this.#lanes.length + 1, hand: new Hand() };
    this.#lanes.push(lane);
    return doLane(this, lane);
  }

  /** More lanes, where the first is not at its end soon: to wake other threads takes longer than many a small batch. */
  async #helpOut(alone: Promise<unknown>): Promise<ThreadOutcome[]> {
    const begun = performance.now();
    const over = alone.then(() => true);
    const { done, skipped, failed } = readCounts(this.work.cell);
    for (;;) {
      if (await Promise.race([over, wait(lookEvery, false, { ref: false })])) return [];
      const counts = readCounts(this.work.cell);
      const pace = (performance.now() - begun) / (counts.done + counts.skipped + counts.failed - done - skipped - failed);
      if (!(this.#left() * pace < soon)) break;
    }
    const spare = this.work.place.spare.take(this.#wantedThreads() - 1);
    const outcomes = await Promise.all(Array.from({ length: spare }, () => this.#openLane()));
    this.work.place.spare.giveBack(spare);
    return outcomes;
  }

  #wantedThreads(): number {
    const { definition } = this.work.task;
    const most = definition.kind === 'batch' ? (definition.threads ?? this.work.place.threads) : 1;
    return Math.min(most, this.#left(), this.work.place.threads);
  }

  /** How many items have no outcome yet; infinite while that is not known. */
  #left(): number {
    const { done, skipped, failed, total } = readCounts(this.work.cell);
    return (total ?? Number.POSITIVE_INFINITY) - done - skipped - failed;
  }

  /** Up to `count` items for a lane; towards the end fewer, so that all lanes end at the same time. */
  async take(count: number): Promise<readonly Portion[]> {
    while (this.#unwritten > mostUnwritten) await this.#lastWrite;
    if (this.work.told !== null || this.#failure !== null) return [];
    const share = Math.ceil(this.#left() / (2 * Math.max(1, this.#lanes.length)));
    return this.#supply.next(Math.max(1, Math.min(count, share)));
  }

  putBack(portions: readonly Portion[]): void {
    this.#supply.putBack(portions);
  }

  report(segments: readonly Segment[], failures: readonly FailedItem[]): Promise<void> {
    const weight = weigh(segments, failures);
    this.#unwritten += weight;
    // Written at once before so much is on its way that all lanes wait for it.
    const awaited = this.#unwritten > mostUnwritten / 2;
    this.#lastWrite = this.work.line
      .report({ type: 'outcomes', job: this.work.assignment.job, at: Date.now(), segments, failures, awaited })
      .finally(() => (this.#unwritten -= weight));
    return this.#lastWrite.catch((thrown: Error) => this.fail({ code: 'STORE_UNAVAILABLE', message: thrown.message }));
  }

  /** Something that no further item can mend: the job fails with it. */
  fail(error: ErrorInfo): void {
    this.#failure ??= error;
    this.work.stopThreads();
  }

  /** What was told last may be on its way to the disk still: what is told now goes with it, or after it. */
  #end(outcomes: readonly ThreadOutcome[]): ThreadOutcome {
    if (this.#failure !== null) return { type: 'threw', error: this.#failure };
    return (
      outcomes.find(({ type }) => type !== 'returned') ??
      (this.work.told === null ? { type: 'returned', result: null } : { type: 'stopped' })
    );
  }

  #label(): string | null {
    for (const { slot, hand } of this.#lanes) {
      const label = hand.item(slotOf(this.work.cell, slot)[inHand] as number)?.label; // every slot has it
      if (label !== undefined) return label;
    }
    return null;
  }
}

function weigh(segments: readonly Segment[], failures: readonly FailedItem[]): number {
  let weight = failureWeight * failures.length;
  for (const { count, outcomes } of segments) weight += Math.max(count, outcomes.length / outcomeCharacters);
  return weight;
}

import type { ItemOutcome, PlacedItem } from '../engine.ts';
import { type ErrorInfo, plural } from '../model/index.ts';
import { inHand, readCounts, readNote, slotOf, totalOf, writeNote } from '../progress/cell.ts';
import { doLane, type Lane, type Lanes } from './lane.ts';
import type { ThreadOutcome } from './messages.ts';
import { Supply } from './supply.ts';
import type { Workbench } from './workbench.ts';

/** Outcomes that may be on their way to the disk before more items are given out. */
const mostUnwritten = 4_000;

/** A batch: the plan first, all of it on disk, then what is left of it in as many threads as it may have. */
export async function doBatch(work: Workbench): Promise<ThreadOutcome> {
  if (!work.assignment.planned) {
    const planned = await plan(work);
    if (planned.type !== 'returned') return planned;
  }
  return new BatchWork(work).perform();
}

async function plan(work: Workbench): Promise<ThreadOutcome> {
  const job = work.assignment.job;
  const unit = work.task.info.unit;
  let position = 0;
  const outcome = await work.send('plan', 1, (message, thread) => {
    if (message.type !== 'planned') return;
    const items = message.items.map((item) => ({ position: position++, item }));
    writeNote(work.cell, `planning: ${position} ${plural(unit, position)} found`);
    const written = work.line.report({ type: 'planned', job, at: Date.now(), items });
    written.then(() => thread.post({ type: 'taken' })).catch(() => work.stopThreads());
  });
  if (outcome.type !== 'returned') return outcome;
  totalOf(work.cell)[0] = position;
  writeNote(work.cell, null);
  await work.line.report({ type: 'plan-complete', job, at: Date.now() });
  return outcome;
}

/** What the lanes of a batch share. */
class BatchWork implements Lanes {
  readonly work: Workbench;
  readonly #supply: Supply;
  readonly #lanes: Lane[] = [];
  #unwritten = 0;
  #lastWrite: Promise<void> = Promise.resolve();
  #failure: ErrorInfo | null = null;

  constructor(work: Workbench) {
    this.work = work;
    this.#supply = new Supply(work.line.left());
    work.note = () => this.#label() ?? readNote(work.cell) ?? null;
  }

  async perform(): Promise<ThreadOutcome> {
    const first = await this.take(1);
    if (first.length === 0) return this.#end([]);
    this.#supply.putBack(first);
    const spare = this.work.place.spare.take(this.#wantedThreads() - 1);
    const lanes = Array.from({ length: 1 + spare }, (_, index) => {
      const lane: Lane = { slot: index + 1, hand: new Map() };
      this.#lanes.push(lane);
      return doLane(this, lane);
    });
    const outcomes = await Promise.all(lanes);
    this.work.place.spare.giveBack(spare);
    return this.#end(outcomes);
  }

  #wantedThreads(): number {
    const { definition } = this.work.task;
    const { done, skipped, failed, total } = readCounts(this.work.cell);
    const left = (total ?? Number.POSITIVE_INFINITY) - done - skipped - failed;
    const most = definition.kind === 'batch' ? (definition.threads ?? this.work.place.threads) : 1;
    return Math.min(most, left, this.work.place.threads);
  }

  /** Up to `count` items for a lane. Those that the plan leaves out are counted here and go to no thread. */
  async take(count: number): Promise<readonly PlacedItem[]> {
    for (;;) {
      if (this.#unwritten > mostUnwritten) await this.#lastWrite;
      if (this.work.told !== null || this.#failure !== null) return [];
      const items = await this.#supply.next(count);
      const toDo = items.filter(({ item }) => item.skip === undefined);
      if (toDo.length < items.length) this.#skip(items.filter(({ item }) => item.skip !== undefined));
      if (toDo.length > 0 || items.length === 0) return toDo;
    }
  }

  putBack(items: readonly PlacedItem[]): void {
    this.#supply.putBack(items);
  }

  report(outcomes: readonly ItemOutcome[]): void {
    this.#unwritten += outcomes.length;
    this.#lastWrite = this.work.line
      .report({ type: 'outcomes', job: this.work.assignment.job, at: Date.now(), outcomes })
      .finally(() => (this.#unwritten -= outcomes.length));
    this.#lastWrite.catch((thrown: Error) => this.fail({ code: 'STORE_UNAVAILABLE', message: thrown.message }));
  }

  /** Something that no further item can mend: the job fails with it. */
  fail(error: ErrorInfo): void {
    this.#failure ??= error;
    this.work.stopThreads();
  }

  async #end(outcomes: readonly ThreadOutcome[]): Promise<ThreadOutcome> {
    await this.#lastWrite.catch(() => {});
    if (this.#failure !== null) return { type: 'threw', error: this.#failure };
    return (
      outcomes.find(({ type }) => type !== 'returned') ??
      (this.work.told === null ? { type: 'returned', result: null } : { type: 'stopped' })
    );
  }

  #skip(items: readonly PlacedItem[]): void {
    const at = Date.now();
    const outcomes = items.map(({ position, item }): ItemOutcome => {
      const error = { code: 'SKIPPED', message: item.skip ?? '' };
      return { position, key: item.key, state: 'skipped', receipt: null, error, at, ms: 0 };
    });
    (slotOf(this.work.cell, 0)[1] as number) += items.length; // slot 0 is the host's
    this.report(outcomes);
  }

  #label(): string | null {
    for (const { slot, hand } of this.#lanes) {
      const label = hand.get(slotOf(this.work.cell, slot)[inHand] as number)?.item.label; // every slot has it
      if (label !== undefined) return label;
    }
    return null;
  }
}

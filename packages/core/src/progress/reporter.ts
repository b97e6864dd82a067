import type { OverOptions, ProgressReporter, StageOptions } from '../define/context.ts';
import { type Cell, controlOf, done, failed, orders, readNote, restored, skipped, slotOf, totalOf, writeNote } from './cell.ts';
import { createStages, findStage, numbersOf, stageTotalOf } from './stages.ts';

/** Thrown in a task that is to stop: `cancelled`, or `leaving` when it goes on at another time. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
  readonly why: 'cancelled' | 'leaving';

  constructor(why: 'cancelled' | 'leaving') {
    super(why === 'cancelled' ? 'The job was cancelled.' : 'Milepost is closing; the job goes on at its next opening.');
    this.why = why;
  }
}

/** Hears what the control word orders: throws when the job is to stop, waits as long as it is paused. */
export function hear(control: Int32Array): void {
  for (;;) {
    const order = Atomics.load(control, 0);
    if (order === orders.go) return;
    if (order !== orders.pause) throw new Stopped(order === orders.cancel ? 'cancelled' : 'leaving');
    Atomics.wait(control, 0, orders.pause);
  }
}

/** The thread's end of the shared memory: of a slot of it, or of one of its stages. */
export class SharedReporter implements ProgressReporter {
  readonly #cell: Cell;
  readonly #slot: number;
  readonly #control: Int32Array;
  readonly #counts: Float64Array;
  readonly #total: Float64Array;
  /** A total that the task gave is not touched by what it goes over. */
  #totalGiven = false;
  /** The place of its stage, or -1 for the job itself. */
  readonly #stage: number;
  readonly #share: (stages: SharedArrayBuffer) => void;

  /** `share` gives the host the memory of the stages, before the first of them is there. */
  constructor(cell: Cell, slot: number, share: (stages: SharedArrayBuffer) => void = () => {}, stage = -1) {
    this.#cell = cell;
    this.#share = share;
    this.#slot = slot;
    this.#stage = stage;
    this.#control = controlOf(cell);
    this.#counts = stage < 0 ? slotOf(cell, slot) : numbersOf(stagesOf(cell), stage);
    this.#total = stage < 0 ? totalOf(cell) : stageTotalOf(stagesOf(cell), stage);
  }

  get total(): number | null {
    const total = this.#total[0] as number; // there is always one
    return Number.isNaN(total) ? null : total;
  }

  set total(total: number | null) {
    if (total !== null && !(total >= 0)) throw new RangeError(`Expected a total of 0 or more, or null; got ${total}.`);
    this.#total[0] = total ?? Number.NaN;
    this.#totalGiven = total !== null;
  }

  get note(): string | null {
    return readNote(this.#cell) ?? null;
  }

  set note(note: string | null) {
    writeNote(this.#cell, note);
  }

  get completed(): number {
    const [d = 0, s = 0, f = 0] = this.#counts;
    return d + s + f;
  }

  advance(count = 1): void {
    this.#add(done, count);
  }

  skip(count = 1): void {
    this.#add(skipped, count);
  }

  fail(count = 1): void {
    this.#add(failed, count);
  }

  check(): void {
    if (this.#control[0] !== orders.go) hear(this.#control);
  }

  stage(name: string, { weight, total }: StageOptions = {}): ProgressReporter {
    if (this.#cell.stages === null) {
      this.#cell.stages = createStages();
      this.#share(this.#cell.stages);
    }
    const place = findStage(this.#cell.stages, this.#stage, name, weight);
    const stage = new SharedReporter(this.#cell, this.#slot, this.#share, place);
    if (total !== undefined) stage.total = total;
    return stage;
  }

  over<Thing>(things: Iterable<Thing>, options?: OverOptions): Iterable<Thing>;
  over<Thing>(things: AsyncIterable<Thing>, options?: OverOptions): AsyncIterable<Thing>;
  over<Thing>(
    things: Iterable<Thing> | AsyncIterable<Thing>,
    { from = 0 }: OverOptions = {},
  ): Iterable<Thing> | AsyncIterable<Thing> {
    const known = lengthOf(things);
    if (known !== null && !this.#totalGiven) this.#total[0] = (this.total ?? 0) + known;
    return Symbol.asyncIterator in things ? this.#overAsync(things, from) : this.#overSync(things, from);
  }

  /** By hand rather than by a generator, which would cost twice as much an item. */
  #overSync<Thing>(things: Iterable<Thing>, from: number): Iterable<Thing> {
    return {
      [Symbol.iterator]: () => {
        const source = things[Symbol.iterator]();
        for (let left = 0; left < from && !source.next().done; left++) this.#restore();
        let begun = false;
        return {
          next: () => {
            if (begun) this.#add(done, 1);
            else this.check();
            begun = true;
            return source.next();
          },
          return: (value?: unknown) => source.return?.(value) ?? { done: true, value },
        };
      },
    };
  }

  async *#overAsync<Thing>(things: AsyncIterable<Thing>, from: number): AsyncIterable<Thing> {
    this.check();
    let left = 0;
    for await (const thing of things) {
      if (left++ < from) {
        this.#restore();
        continue;
      }
      yield thing;
      this.advance();
    }
  }

  #restore(): void {
    (this.#counts[restored] as number) += 1; // the slot has them all
    (this.#counts[done] as number) += 1; // the slot has them all
  }

  #add(which: number, count: number): void {
    (this.#counts[which] as number) += count; // the slot has them all
    if (this.#control[0] !== orders.go) hear(this.#control);
  }
}

function stagesOf({ stages }: Cell): SharedArrayBuffer {
  if (stages === null) throw new Error('This cell has no stages yet.');
  return stages;
}

function lengthOf(things: object): number | null {
  if ('length' in things && typeof things.length === 'number') return things.length;
  if ('size' in things && typeof things.size === 'number') return things.size;
  return null;
}

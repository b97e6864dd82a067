import type { Block, Portion, Run } from '../items/block.ts';

/** So much text is handed out at a time, characters. */
const mostCharacters = 2_000_000;

/** Hands out what is left of a plan, a few at a time, to whoever asks first. The plan may grow meanwhile. */
export class Supply {
  readonly #read: (from: number) => AsyncIterable<Portion>;
  #portions: AsyncIterator<Portion> | null = null;
  #ready: Portion[] = [];
  /** Where the block after the last that was read begins. */
  #from = 0;
  #complete: boolean;
  #turn: Promise<unknown> = Promise.resolve();
  /** So many times it was told that there is more, or no more. */
  #news = 0;
  #wake: () => void = () => {};

  /** `complete` is false while there may come more; see `grew` and `complete`. */
  constructor(read: (from: number) => AsyncIterable<Portion>, complete: boolean) {
    this.#read = read;
    this.#complete = complete;
  }

  /** Up to `count` items; none when there are no more. */
  next(count: number): Promise<readonly Portion[]> {
    const turn = this.#turn.then(() => this.#take(count));
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /** Takes back what was handed out and not done. */
  putBack(portions: readonly Portion[]): void {
    this.#ready = [...portions, ...this.#ready];
    this.grew();
  }

  /** More of the plan is stored. */
  grew(): void {
    this.#news++;
    this.#wake();
  }

  /** No more of the plan will come. */
  complete(): void {
    this.#complete = true;
    this.grew();
  }

  async #take(count: number): Promise<readonly Portion[]> {
    const taken: Portion[] = [];
    let characters = 0;
    for (let missing = count; missing > 0 && characters < mostCharacters; ) {
      const portion = this.#ready.shift() ?? (await this.#fetch(taken.length > 0));
      if (portion === null) break;
      const [now, later] = divide(portion.left, missing);
      if (later.length > 0) this.#ready.unshift({ block: portion.block, left: later });
      taken.push({ block: portion.block, left: now });
      characters += portion.block.items.length;
      for (const run of now) missing -= run.count;
    }
    return taken;
  }

  /** The next portion from the store, or null when there is none; or none for now, where `hurried`. */
  async #fetch(hurried: boolean): Promise<Portion | null> {
    for (;;) {
      const [all, news] = [this.#complete, this.#news];
      this.#portions ??= this.#read(this.#from)[Symbol.asyncIterator]();
      const { done, value } = await this.#portions.next();
      if (!done) {
        this.#from = endOf(value.block);
        return value;
      }
      this.#portions = null;
      if (all || hurried) return this.#ready.shift() ?? null;
      if (news === this.#news) await new Promise<void>((resolve) => (this.#wake = resolve));
      const back = this.#ready.shift();
      if (back !== undefined) return back;
    }
  }
}

function endOf({ first, count }: Block): number {
  return first + count;
}

/** The first so many places, and the rest. */
function divide(runs: readonly Run[], count: number): [Run[], Run[]] {
  const now: Run[] = [];
  const later: Run[] = [];
  let missing = count;
  for (const run of runs) {
    const taken = Math.min(run.count, missing);
    missing -= taken;
    if (taken > 0) now.push({ first: run.first, count: taken });
    if (taken < run.count) later.push({ first: run.first + taken, count: run.count - taken });
  }
  return [now, later];
}

import type { Assignment } from '../engine.ts';

/** What waits to be done. */
export interface Waiting {
  readonly assignment: Assignment;
}

interface Entry<Thing extends Waiting> {
  readonly thing: Thing;
  /** How many came before. */
  readonly place: number;
}

/**
 * Jobs that wait their turn: begun ones first, then by priority, then by age. It bears any number of them, for it is a heap. One
 * that is taken out of the middle stays in the heap until its turn and is passed over then; one whose key is held is put aside
 * until nobody has the key.
 */
export class WaitingLine<Thing extends Waiting> {
  readonly #byJob = new Map<string, Entry<Thing>>();
  readonly #heap: Entry<Thing>[] = [];
  readonly #aside = new Map<string, Entry<Thing>[]>();
  #places = 0;

  has(job: string): boolean {
    return this.#byJob.has(job);
  }

  add(thing: Thing): void {
    const entry = { thing, place: this.#places++ };
    this.#byJob.set(thing.assignment.job, entry);
    this.#push(entry);
  }

  /** Takes a job out, wherever it stands. */
  remove(job: string): Thing | undefined {
    const entry = this.#byJob.get(job);
    this.#byJob.delete(job);
    return entry?.thing;
  }

  /** Takes out whose turn it is among those whose key is not held. */
  next(held: ReadonlySet<string>): Thing | undefined {
    for (const [key, entries] of this.#aside) {
      if (held.has(key)) continue;
      this.#aside.delete(key);
      for (const entry of entries) this.#push(entry);
    }
    for (let entry = this.#pop(); entry !== undefined; entry = this.#pop()) {
      const { job, exclusive } = entry.thing.assignment;
      if (this.#byJob.get(job) !== entry) continue;
      if (exclusive === null || !held.has(exclusive)) return this.remove(job);
      const entries = this.#aside.get(exclusive) ?? [];
      entries.push(entry);
      this.#aside.set(exclusive, entries);
    }
    return undefined;
  }

  clear(): void {
    this.#byJob.clear();
    this.#heap.length = 0;
    this.#aside.clear();
  }

  #push(entry: Entry<Thing>): void {
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!goesBefore(entry, heap[above] as Entry<Thing>)) break; // above 0 there is one
      heap[at] = heap[above] as Entry<Thing>; // the same
      at = above;
    }
    heap[at] = entry;
  }

  #pop(): Entry<Thing> | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      const [left, right] = [heap[below], heap[below + 1]];
      if (left === undefined) break;
      if (right !== undefined && goesBefore(right, left)) below++;
      const least = heap[below] as Entry<Thing>; // one of the two
      if (!goesBefore(least, last)) break;
      heap[at] = least;
      at = below;
    }
    heap[at] = last;
    return top;
  }
}

/** Among equals the one that came first. */
function goesBefore(one: Entry<Waiting>, other: Entry<Waiting>): boolean {
  const a = one.thing.assignment;
  const b = other.thing.assignment;
  const begun = Number(a.attempt > 1) - Number(b.attempt > 1);
  if (begun !== 0) return begun > 0;
  if (a.priority !== b.priority) return a.priority > b.priority;
  return a.since === b.since ? one.place < other.place : a.since < b.since;
}

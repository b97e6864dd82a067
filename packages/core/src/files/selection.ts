/** The first so many of what is offered, in order. */
export interface Selection<Value> {
  offer(value: Value): void;
  readonly best: readonly Value[];
  /** How many were offered beyond those. */
  readonly dropped: number;
}

/**
 * Holds the first `limit` in the order of `compare`. One that comes behind all of them costs one comparison, so a million in no
 * order cost little more than a million comparisons.
 */
export function createSelection<Value>(limit: number, compare: (left: Value, right: Value) => number): Selection<Value> {
  const best: Value[] = [];
  let dropped = 0;
  return {
    best,
    get dropped() {
      return dropped;
    },
    offer(value) {
      const last = best.at(-1);
      if (best.length >= limit) {
        dropped++;
        if (last === undefined || compare(value, last) >= 0) return;
        best.pop();
      }
      best.splice(placeOf(value), 0, value);
    },
  };

  function placeOf(value: Value): number {
    let [low, high] = [0, best.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const there = best[middle];
      if (there !== undefined && compare(there, value) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

import { kebab } from '@milepost/core/model';

/** Makes the flags among `words` kebab-case: `--minAge=3` → `--min-age=3`. What follows `--` stays as it is. */
export function kebabFlags(words: readonly string[]): string[] {
  const end = words.indexOf('--');
  return words.map((word, index) => {
    if ((end !== -1 && index >= end) || !word.startsWith('--')) return word;
    const [flag = '', ...value] = word.split('=');
    return [`--${kebab(flag.slice(2))}`, ...value].join('=');
  });
}

/** ` Did you mean "demo.sleep"?`, or nothing when no name is near. */
export function didYouMean(name: string, names: readonly string[]): string {
  const near = closest(name, names);
  return near === null ? '' : ` Did you mean "${near}"?`;
}

/** The name that was probably meant: one that contains what was written, or that is a few slips away from it. */
export function closest(name: string, names: readonly string[]): string | null {
  const wanted = name.toLowerCase();
  const containing = names.filter((candidate) => candidate.includes(wanted));
  if (wanted.length > 2 && containing.length === 1) return containing[0] ?? null;
  let best: string | null = null;
  let fewest = Infinity;
  for (const candidate of names) {
    const slips = Math.min(distance(wanted, candidate), distance(wanted, candidate.slice(candidate.lastIndexOf('.') + 1)));
    if (slips < fewest && slips <= Math.max(1, Math.floor(wanted.length / 3))) [best, fewest] = [candidate, slips];
  }
  return best;
}

/** How many letters must be put in, left out, changed or swapped with their neighbour (optimal string alignment). */
function distance(from: string, to: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) cost = Math.min(cost, (before[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    [before, previous] = [previous, current];
  }
  return previous[to.length] ?? 0;
}

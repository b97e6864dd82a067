import type { Contestant, Question, Race, Setting } from './question.ts';

export interface Figure {
  readonly name: string;
  /** Every run, in the question's unit. */
  readonly runs: readonly number[];
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  /** How many times as good ours is: the median over the rounds, each compared in itself. Null for ours. */
  readonly ratio: number | null;
  /** What the ratio is to be at least; null where nothing is asked. */
  readonly wanted: number | null;
}

export interface Answer {
  readonly title: string;
  readonly unit: string;
  readonly better: Question['better'];
  readonly races: readonly { readonly title: string; readonly notes: readonly string[]; readonly figures: readonly Figure[] }[];
}

/** Measures so many rounds of every race whose title holds the word, and tells of each when it is over. */
export async function ask(
  question: Question,
  setting: Setting,
  { rounds, only = '', tell }: { rounds: number; only?: string; tell?: (race: string) => void },
): Promise<Answer> {
  const races: Answer['races'][number][] = [];
  for await (const race of question.races(setting)) {
    if (!race.title.includes(only)) continue;
    races.push({ title: race.title, notes: race.notes ?? [], figures: await run(race, question.better, rounds) });
    tell?.(race.title);
  }
  return { title: question.title, unit: question.unit, better: question.better, races };
}

async function run({ contestants }: Race, better: Question['better'], rounds: number): Promise<Figure[]> {
  const runs = new Map<Contestant, number[]>(contestants.map((one) => [one, []]));
  for (let round = 0; round < rounds; round++) {
    // Who comes first finds the machine as the round before left it: that, too, goes round.
    const order = contestants.map((_, index) => contestants[(index + round) % contestants.length] as Contestant); // within
    for (const one of order) runs.get(one)?.push(await one.measure());
  }
  const [ours = []] = runs.values();
  return [...runs].map(([{ name, wanted = null }, values], index) => ({
    name,
    runs: values,
    median: median(values),
    lowest: Math.min(...values),
    highest: Math.max(...values),
    ratio: index === 0 ? null : median(values.map((value, round) => compare(ours[round] ?? 0, value, better))),
    wanted,
  }));
}

function compare(ours: number, theirs: number, better: Question['better']): number {
  return better === 'more' ? ours / theirs : theirs / ours;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

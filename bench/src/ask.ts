import { spawnSync } from 'node:child_process';
import type { Contestant, Question, Race, Setting } from './question.ts';

export interface Figure {
  readonly name: string;
  /** Every run, in the question's unit. */
  readonly runs: readonly number[];
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  /** How many times as good ours is: the median over the rounds, each compared in itself. Of a growing race, how many times the first. Null for the first. */
  readonly ratio: number | null;
  /** What the ratio is to be at least; null where nothing is asked. */
  readonly wanted: number | null;
  /** What its median is to reach; null where nothing is asked. */
  readonly reach: number | null;
}

export interface Answer {
  readonly title: string;
  readonly unit: string;
  readonly better: Question['better'];
  readonly races: readonly RaceAnswer[];
}

export interface RaceAnswer {
  readonly title: string;
  /** Where it is not the question's. */
  readonly unit: string | null;
  readonly grows: boolean;
  readonly notes: readonly string[];
  readonly figures: readonly Figure[];
}

/** Measures so many rounds of every race whose title holds the word, and tells of each when it is over. */
export async function ask(
  question: Question,
  setting: Setting,
  { rounds, only = '', tell }: { rounds: number; only?: string; tell?: (race: string) => void },
): Promise<Answer> {
  const races: RaceAnswer[] = [];
  for await (const race of question.races(setting)) {
    if (!race.title.includes(only)) continue;
    const { title, unit = null, grows = false, notes = [] } = race;
    races.push({ title, unit, grows, notes, figures: await run(race, question.better, rounds) });
    tell?.(race.title);
  }
  return { title: question.title, unit: question.unit, better: question.better, races };
}

async function run({ contestants, grows = false }: Race, better: Question['better'], rounds: number): Promise<Figure[]> {
  const runs = new Map<Contestant, number[]>(contestants.map((one) => [one, []]));
  for (let round = 0; round < rounds; round++) {
    // Who comes first finds the machine as the round before left it: that, too, goes round.
    const order = contestants.map((_, index) => contestants[(index + round) % contestants.length] as Contestant); // within
    for (const one of order) {
      settle();
      runs.get(one)?.push(await one.measure());
    }
  }
  const [ours = []] = runs.values();
  const compare = (first: number, value: number) => (grows || better === 'less' ? value / first : first / value);
  return [...runs].map(([{ name, wanted = null, reach = null }, values], index) => ({
    name,
    runs: values,
    median: median(values),
    lowest: Math.min(...values),
    highest: Math.max(...values),
    ratio: index === 0 ? null : median(values.map((value, round) => compare(ours[round] ?? 0, value))),
    wanted,
    reach,
  }));
}

/** What whoever came before has left for the disk to write is written first. Where there is no such command, it is not. */
function settle(): void {
  spawnSync('sync');
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

/** How a job gets on: when so much was done, seconds and units, and how much was done before it began. */
export interface Course {
  readonly events: readonly (readonly [at: number, done: number])[];
  readonly total: number;
  readonly before: number;
}

export type Random = ReturnType<typeof randomFrom>;

/** The same numbers for the same seed (mulberry32). */
export function randomFrom(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    between: (low: number, high: number) => low + (high - low) * next(),
    logNormal: (mean: number, deviation: number) => Math.exp(mean + deviation * normal()),
  };
}

const items = 2_000;
type Step = (share: number, index: number, random: Random, state: Record<string, number>) => number;
const jitter = (random: Random) => random.between(0.8, 1.2);

/** The seconds that each item takes. On these the window of our estimator was chosen. */
const chosenOn: Record<string, Step> = {
  steady: (_, _index, random) => 0.3 * jitter(random),
  noisy: (_, _index, random) => random.logNormal(Math.log(0.25), 1),
  'slows down': (share, _index, random) => (share < 0.5 ? 0.15 : 0.6) * jitter(random),
  'speeds up': (share, _index, random) => (share < 0.3 ? 0.6 : 0.15) * jitter(random),
  drifts: (share, _index, random) => (0.1 + 0.5 * share) * jitter(random),
  'stalls once': (_, index, random) => 0.25 * jitter(random) + (index === items / 2 ? 60 : 0),
  'in bursts': (_, index, random) => (index % 100 > 0 ? 0.05 : 25 * random.between(0.7, 1.3)),
  'begins cached': (share, _index, random) => (share < 0.3 ? 0.002 : 0.4 * jitter(random)),
  resumed: (_, _index, random) => 0.4 * jitter(random),
};

/** On these it was chosen how its two rates are weighed. Each course remembers what it wants to. */
const weighedOn: Record<string, Step> = {
  'folders of any length and size': (_, _index, random, state) => {
    if (!state.left)
      [state.left, state.size] = [Math.ceil(random.logNormal(Math.log(80), 0.7)), random.logNormal(Math.log(0.2), 0.9)];
    state.left--;
    return (state.size as number) * jitter(random); // set with the first
  },
  'wanders at random': (_, _index, random, state) => {
    state.pace = (state.pace ?? 0) * 0.998 + 0.173 * (random.next() - 0.5);
    return 0.25 * Math.exp(state.pace) * jitter(random);
  },
  'warms up': (share, _index, random) => (0.2 + 0.6 * Math.exp(-20 * share)) * jitter(random),
  'a slow end': (share, _index, random) => (share < 0.8 ? 0.2 : 0.4) * jitter(random),
  'others take the disk now and then': (_, _index, random, state) => {
    state.taken = state.taken ? state.taken - 1 : random.next() < 0.004 ? 60 : 0;
    return (state.taken ? 0.6 : 0.15) * jitter(random);
  },
  'sizes without bound': (_, _index, random) => 0.05 * (1 - random.next()) ** (-1 / 1.5),
  'sorted by size': (share, _index, random) => random.logNormal(Math.log(0.1 + 0.3 * (1 - share)), 0.4),
  'two halves that wave': (share, index, random) =>
    (0.2 + 0.12 * Math.sin(index / 40)) * (share < 0.5 ? 1 : 1.5) * jitter(random),
  'two hours, slow every other quarter': (_, _index, random, state) => {
    const slow = Math.sin(((state.at ?? 0) / 1_800) * 2 * Math.PI) > 0;
    const seconds = (slow ? 5 : 2) * random.logNormal(0, 0.4);
    state.at = (state.at ?? 0) + seconds;
    return seconds;
  },
  'twenty seconds': (_, _index, random) => 0.01 * random.logNormal(0, 0.8),
  'many time out in the middle': (share, _index, random) =>
    (share > 0.4 && share < 0.6 ? (random.next() < 0.2 ? 3 : 0.1) : 0.15) * jitter(random),
};

/** On these nothing was. */
const neverSeen: Record<string, Step> = {
  'in waves': (share, _index, random) => (0.25 + 0.2 * Math.sin(share * 12 * Math.PI)) * jitter(random),
  'folders of large and of small files': (_, index, random) => (Math.floor(index / 150) % 2 ? 0.6 : 0.06) * jitter(random),
  'a pause every minute': (_, index, random) => 0.2 * jitter(random) + (index % 300 === 299 ? 8 : 0),
  'short: a minute': (_, _index, random) => 0.03 * random.logNormal(0, 0.6),
  'long: two hours': (share, _index, random) => (3 + share) * random.logNormal(0, 0.5),
  'a few items out of ten take long': (_, _index, random) => (random.next() < 0.1 ? 2 : 0.1) * jitter(random),
};

export const chosen = new Map([
  ...Object.entries(chosenOn).map(([name, step]) => [name, courseOf(step, name === 'resumed' ? 0.4 : 0)] as const),
  ['16 at a time', inParallel] as const,
]);
export const weighed = new Map(Object.entries(weighedOn).map(([name, step]) => [name, courseOf(step, 0)] as const));
export const unseen = new Map(Object.entries(neverSeen).map(([name, step]) => [name, courseOf(step, 0)] as const));

function courseOf(step: Step, before: number): (random: Random) => Course {
  return (random) => {
    const events: [number, number][] = [];
    const state: Record<string, number> = {};
    let at = 0;
    for (let done = items * before; done < items; done++) {
      at += step(done / items, done, random, state);
      events.push([at, done + 1]);
    }
    return { events, total: items, before: items * before };
  };
}

/** Sixteen at a time, of which some take a hundred times as long as others. */
function inParallel(random: Random): Course {
  const ends = Array.from({ length: 16 }, () => 0);
  const all: number[] = [];
  for (let item = 0; item < items; item++) {
    const first = ends.indexOf(Math.min(...ends));
    ends[first] = (ends[first] as number) + random.logNormal(1, 1.2); // one of the sixteen
    all.push(ends[first] as number); // the same
  }
  return { events: all.sort((one, other) => one - other).map((at, index) => [at, index + 1]), total: items, before: 0 };
}

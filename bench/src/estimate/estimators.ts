import { Estimator } from '@milepost/core/testing';

/** How a program reckons the rate of what is under way. Times are seconds. */
export interface Reckoning {
  update(now: number, done: number): void;
  /** Units a second, null where nothing is said. */
  rate(now: number): number | null;
}

/** Each with its formula as published, begun at 0 with what was done before. */
export const estimators: Record<string, (before: number) => Reckoning> = {
  Milepost: ours,
  'overall mean': overallMean,
  'tqdm (average of 0.3)': tqdm,
  'cli-progress (last 10)': cliProgress,
  'rich (last 30 s)': rich,
  'indicatif (15 s, twice)': indicatif,
};

function ours(before: number): Reckoning {
  const estimator = new Estimator(0);
  let last = before;
  return {
    update(now, done) {
      estimator.sample(now, done - last);
      last = done;
    },
    rate(now) {
      estimator.sample(now, 0);
      return estimator.expected;
    },
  };
}

function overallMean(before: number): Reckoning {
  let done = before;
  return {
    update(_, newest) {
      done = newest;
    },
    rate: (now) => (done - before) / now,
  };
}

function tqdm(before: number): Reckoning {
  let [count, time, lastAt, last] = [0, 0, 0, before];
  return {
    update(now, done) {
      if (now - lastAt < 0.1 || done <= last) return;
      count = 0.3 * (done - last) + 0.7 * count;
      time = 0.3 * (now - lastAt) + 0.7 * time;
      [lastAt, last] = [now, done];
    },
    rate: () => (time > 0 ? count / time : 0),
  };
}

function cliProgress(before: number): Reckoning {
  const last: [at: number, done: number][] = [[0, before]];
  return {
    update(now, done) {
      last.push([now, done]);
      if (last.length > 10) last.shift();
    },
    rate() {
      const [first, newest] = [last[0] as [number, number], last.at(-1) as [number, number]]; // there is always one
      return newest[0] > first[0] ? (newest[1] - first[1]) / (newest[0] - first[0]) : 0;
    },
  };
}

function rich(before: number): Reckoning {
  let samples: [at: number, count: number][] = [];
  let last = before;
  return {
    update(now, done) {
      samples.push([now, done - last]);
      last = done;
      samples = samples.filter(([at]) => at >= now - 30).slice(-1_000);
    },
    rate() {
      const [first, newest] = [samples[0], samples.at(-1)];
      if (first === undefined || newest === undefined || newest[0] <= first[0]) return 0;
      return samples.slice(1).reduce((sum, [, count]) => sum + count, 0) / (newest[0] - first[0]);
    },
  };
}

function indicatif(before: number): Reckoning {
  const weight = (seconds: number) => 0.1 ** (seconds / 15);
  let [once, twice, lastAt, last] = [0, 0, 0, before];
  const step = (now: number, count: number) => {
    const [old, given] = [weight(now - lastAt), 1 - weight(now)];
    const first = once * old + (now > lastAt ? count / (now - lastAt) : 0) * (1 - old);
    return [first, twice * old + (first / given) * (1 - old), given] as const;
  };
  return {
    update(now, done) {
      if (done <= last || now <= lastAt) return;
      [once, twice] = step(now, done - last);
      [lastAt, last] = [now, done];
    },
    rate(now) {
      const [, second, given] = step(now, 0);
      return given > 0 ? second / given : 0;
    },
  };
}

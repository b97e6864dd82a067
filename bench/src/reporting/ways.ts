import { Writable } from 'node:stream';
import type { ProgressReporter } from '@milepost/core';
import { SingleBar } from 'cli-progress';

/** Something to be done for each item, so that the loop is no empty one. */
let state = 1;
function work(): void {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
}

/** Ways to tell of each item of a loop; each goes through `count` of them. */
export const ways = {
  bare(_, count) {
    for (let item = 0; item < count; item++) work();
  },
  advance(progress, count) {
    for (let item = 0; item < count; item++) {
      work();
      progress.advance();
    }
  },
  counter(_, count) {
    let counter = 0;
    for (let item = 0; item < count; item++) {
      work();
      counter++;
    }
    state ^= counter;
  },
  clock(_, count) {
    let next = 0;
    for (let item = 0; item < count; item++) {
      work();
      const now = performance.now();
      if (now > next) next = now + 50;
    }
  },
  cliProgress(_, count) {
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const bar = new SingleBar({ stream: nowhere, noTTYOutput: true });
    bar.start(count, 0);
    for (let item = 0; item < count; item++) {
      work();
      bar.increment();
    }
    bar.stop();
  },
  over(progress, count) {
    for (const _item of progress.over(numbers(count))) work();
  },
  generator(_, count) {
    for (const _item of numbers(count)) work();
  },
  countingGenerator(_, count) {
    for (const _item of counting(numbers(count))) work();
  },
} satisfies Record<string, (progress: ProgressReporter, count: number) => void>;
export type Way = keyof typeof ways;

function* numbers(count: number): Generator<number> {
  for (let number = 0; number < count; number++) yield number;
}

let counted = 0;
function* counting(things: Iterable<number>): Generator<number> {
  for (const thing of things) {
    yield thing;
    counted++;
  }
}

/** Nanoseconds an item once all is warm, and of the same loop without telling. */
export function timeReporting(way: Way, progress: ProgressReporter, count: number): { whole: number; bare: number } {
  const result = { whole: time(way, progress, count), bare: time('bare', progress, count) };
  // What nobody reads need not be done.
  if (state === counted) progress.note = 'as it happens';
  return result;
}

function time(way: Way, progress: ProgressReporter, count: number): number {
  for (let warm = 0; warm < 3; warm++) ways[way](progress, Math.min(count, 20_000));
  const begun = performance.now();
  ways[way](progress, count);
  return ((performance.now() - begun) * 1e6) / count;
}

import { z } from 'zod';
import { defineTask } from '../define/define-task.ts';
import { range } from '../define/range.ts';

/** A loop that never yields: it shows that progress is seen and cancel is heard all the same. */
export const crunch = defineTask({
  title: 'Crunch',
  description: 'Looks for primes in rounds of 100 ms without a pause, so that nothing else can run in its thread.',
  input: z.object({
    seconds: z.number().min(0.1).max(86_400).default(60).describe('How long to go on.'),
  }),
  output: z.object({ primes: z.number(), largest: z.number() }),
  unit: 'round',
  run({ input, progress }) {
    let primes = 0;
    let largest = 0;
    let candidate = 2;
    for (const _ of progress.over(range(Math.round(input.seconds * 10)))) {
      const until = performance.now() + 100;
      for (; performance.now() < until; candidate++) {
        if (!isPrime(candidate)) continue;
        primes++;
        largest = candidate;
      }
    }
    return { primes, largest };
  },
});

function isPrime(candidate: number): boolean {
  for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) return false;
  return true;
}

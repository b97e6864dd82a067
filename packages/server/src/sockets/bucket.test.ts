import { expect, it } from 'vitest';
import { createBucket } from './bucket.ts';

it('gives a burst at once and then as many a second as its rate', () => {
  const take = createBucket(50, 100, 0);
  const taken = (now: number) => Array.from({ length: 200 }, () => take(now)).filter(Boolean).length;
  expect(taken(0)).toBe(100);
  expect(taken(1000)).toBe(50);
  expect(taken(1010)).toBe(0);
  expect(taken(60_000)).toBe(100);
});

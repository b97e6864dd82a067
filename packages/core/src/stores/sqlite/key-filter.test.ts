import { expect, test } from 'vitest';
import { KeyFilter } from './key-filter.ts';

test('a key that was written is known, also by who has the same memory, and few others are taken for it', () => {
  const written = new KeyFilter();
  const read = new KeyFilter(written.memory);
  for (let index = 0; index < 10_000; index++) written.add(`key ${index}`);
  const others = (known: (key: string) => boolean) =>
    Array.from({ length: 10_000 }, (_, index) => `other ${index}`).filter(known);
  for (let index = 0; index < 10_000; index++) expect(read.mayHold(`key ${index}`)).toBe(true);
  expect(others((key) => read.mayHold(key)).length).toBeLessThan(10);
});

import { expect, test } from 'vitest';
import { KeySet } from './key-set.ts';

const running = Array.from({ length: 5_000 }, (_, index) => `item-${index}`);
const orders = {
  'by a running number': running,
  sorted: [...running].sort(),
  'the last first': [...running].reverse(),
  'sorted, then anyhow': [...running.slice(0, 3_000), ...running.slice(3_000).reverse(), '', 'z'],
};

for (const [name, keys] of Object.entries(orders)) {
  test(`of keys ${name} each is new once, and known from then on`, () => {
    const set = new KeySet();
    expect(keys.every((key) => set.add(key))).toBe(true);
    expect(keys.some((key) => set.add(key))).toBe(false);
    expect(keys.every((key) => set.has(key))).toBe(true);
    expect(running.some((key) => set.has(`${key}x`))).toBe(false);
  });
}

test('a key that was there is found whichever comes before it', () => {
  for (const again of ['item-0', 'item-77', 'item-4999']) {
    const set = new KeySet();
    for (const key of running) set.add(key);
    expect(set.add(again)).toBe(false);
    expect(set.add(again)).toBe(false);
    expect(set.add(`${again}0000`)).toBe(true);
  }
});

test('none is known of a set that is empty, and more can follow', () => {
  const set = new KeySet();
  expect(set.has('a')).toBe(false);
  expect([set.add('a'), set.add('b'), set.add('a')]).toEqual([true, true, false]);
});

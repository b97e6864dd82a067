import { expect, test } from 'vitest';
import type { PlannedItem } from '../model/index.ts';
import { type Block, openItems, readItems } from './block.ts';
import { BlockWriter } from './block-writer.ts';

function write(items: readonly object[]): Block {
  const writer = new BlockWriter(0);
  for (const item of items) writer.add(item as PlannedItem); // some are what a plan may not give
  return writer.take();
}

const usual = { key: 'a', label: 'An item' };
const plans: Record<string, readonly object[]> = {
  'of the same kind': [usual, { key: 'b\n"💡', label: '\ud800' }],
  'with more than a key and a label': [
    { ...usual, change: 'rotate', details: { Taken: '2008', big: true }, data: [1, { a: null }] },
    { key: 'b', label: 'B', change: '', details: { big: false }, data: 'x' },
  ],
  'whose label stands first': [{ label: 'An item', key: 'a', rounds: -0 }],
  'of which some have more': [usual, { ...usual, skip: 'done' }, usual],
  'of which some have the same in another order': [usual, { label: 'b', key: 'B' }],
  'with numbers, and what is none': [
    { ...usual, data: 0.5 },
    { ...usual, data: Number.NaN },
  ],
  'with something that is not there': [{ ...usual, change: undefined }, usual],
  'with one value, then with more than one': [
    { ...usual, data: 1 },
    { ...usual, data: [1] },
  ],
  'that tell themselves how they are written': [usual, { ...usual, toJSON: () => ({ key: 'c', label: 'C' }) }],
  'with dates': [
    { ...usual, data: new Date(0) },
    { ...usual, data: new Date(1) },
  ],
  'with names that mean something else to objects': [
    { ...usual, ['__proto__']: 1 },
    { ...usual, ['__proto__']: 2 },
  ],
  'with running numbers': [9, 10, 11].map((index) => ({ key: `item-${index}`, label: `Item ${index} of 11` })),
  'with numbers that do not run': [9, 10, 12].map((index) => ({ key: `item-${index}`, label: `Item ${index}` })),
  'with numbers of one width': ['0009', '0010', '0011'].map((number) => ({ key: `${number}.jpg`, label: number })),
  'with numbers too long to count': ['9'.repeat(20), `1${'0'.repeat(20)}`].map((key) => ({ key, label: key })),
};

for (const [name, items] of Object.entries(plans)) {
  test(`items ${name} come back as JSON has them`, () => {
    const texts = readItems(write(items)).map((item) => JSON.stringify(item));
    expect(texts).toEqual(items.map((item) => JSON.stringify(JSON.parse(JSON.stringify(item)))));
  });
}

test('an item that is changed once it was planned stays as it was', () => {
  const item = { key: 'a', label: 'A', details: { size: 1 } };
  const writer = new BlockWriter(0);
  for (const size of [1, 2]) {
    item.key = `a${size}`;
    item.details.size = size;
    writer.add(item);
  }
  expect(readItems(writer.take()).map(({ key, details }) => [key, details?.size])).toEqual([
    ['a1', 1],
    ['a2', 2],
  ]);
});

test('of items that differ by a number in their texts only the first is written', () => {
  const items = Array.from({ length: 2_000 }, (_, index) => ({ key: `item-${index}`, label: `Item ${index}` }));
  expect(write(items).items.length).toBeLessThan(150);
});

test('what JSON cannot say is refused, and what was there before it stays', () => {
  const circle: { key: string; label: string; data?: unknown } = { key: 'b', label: 'B' };
  circle.data = [circle];
  const writer = new BlockWriter(0);
  writer.add({ ...usual, data: [1] });
  expect(() => writer.add(circle as PlannedItem)).toThrow('An item of a plan is to be plain JSON');
  expect(() => writer.add({ ...usual, data: 1n } as unknown as PlannedItem)).toThrow('An item of a plan is to be plain JSON');
  expect(readItems(writer.take())).toEqual([{ ...usual, data: [1] }]);
});

test('a block is full with 8,000 items, or with as much text as they usually are', () => {
  const writer = new BlockWriter(0);
  writer.add(usual);
  expect(writer.isFull).toBe(false);
  writer.add({ ...usual, data: 'x'.repeat(130_000) });
  expect(writer.isFull).toBe(true);
  writer.take();
  for (let index = 0; index < 8_000; index++) writer.add({ key: String(index), label: '' });
  expect(writer.isFull).toBe(true);
  expect(writer.take()).toMatchObject({ first: 2, count: 8_000 });
});

test('a block of old, an item a line, is read', () => {
  const item = openItems({ items: '[{"key":"a","label":"A"},\n{"key":"b","label":"B"}]' });
  expect([item(0), item(1)]).toEqual([
    { key: 'a', label: 'A' },
    { key: 'b', label: 'B' },
  ]);
});

import { expect, test } from 'vitest';
import { range } from '../define/range.ts';
import { createCell, giveOrder, readCounts, readNote } from './cell.ts';
import { SharedReporter } from './reporter.ts';

test('what several threads report is added up', () => {
  const cell = createCell(2);
  const [one, other] = [new SharedReporter(cell, 1), new SharedReporter(cell, 2)];
  one.total = 10;
  one.advance(3);
  other.advance();
  other.skip(2);
  one.fail();
  expect(readCounts(cell)).toEqual({ done: 4, skipped: 2, failed: 1, total: 10, restored: 0 });
});

test('a loop that is gone over counts each thing when its turn is over, and knows the total', async () => {
  const cell = createCell(1);
  const reporter = new SharedReporter(cell, 1);
  for (const number of reporter.over(range(5))) expect(reporter.completed).toBe(number);
  expect(readCounts(cell)).toMatchObject({ done: 5, total: 5 });
  async function* later() {
    yield 'a';
    yield 'b';
  }
  for await (const _ of reporter.over(later()));
  expect(readCounts(cell)).toMatchObject({ done: 7 });
});

test('what was done before is left out of the loop, and counted as restored', async () => {
  const cell = createCell(1);
  expect([...new SharedReporter(cell, 1).over(range(5), { from: 3 })]).toEqual([3, 4]);
  expect(readCounts(cell)).toMatchObject({ done: 5, restored: 3, total: 5 });
  async function* later() {
    yield* ['a', 'b', 'c'];
  }
  const seen: string[] = [];
  for await (const letter of new SharedReporter(cell, 1).over(later(), { from: 2 })) seen.push(letter);
  expect(seen).toEqual(['c']);
});

test('a loop that is left early closes what it went over', () => {
  let closed = false;
  function* things() {
    try {
      yield 1;
      yield 2;
    } finally {
      closed = true;
    }
  }
  for (const _ of new SharedReporter(createCell(1), 1).over(things())) break;
  expect(closed).toBe(true);
});

test('every call hears that the job is to stop', () => {
  const cell = createCell(1);
  const reporter = new SharedReporter(cell, 1);
  giveOrder(cell, 'cancel');
  expect(() => reporter.advance()).toThrow('cancelled');
  expect(() => reporter.check()).toThrow('cancelled');
  giveOrder(cell, 'leave');
  expect(() => reporter.advance()).toThrow('closing');
});

test('a note is cut to what there is room for, and never in the middle of a character', () => {
  const cell = createCell(1);
  const reporter = new SharedReporter(cell, 1);
  reporter.note = 'é'.repeat(300);
  expect(readNote(cell)).toBe('é'.repeat(128));
  reporter.note = null;
  expect(readNote(cell)).toBeNull();
});

test('a total that makes no sense is refused', () => {
  const reporter = new SharedReporter(createCell(1), 1);
  expect(() => (reporter.total = -1)).toThrow('Expected a total of 0 or more, or null; got -1.');
});

test('a total that the task gave is kept by what it goes over', () => {
  const cell = createCell(1);
  const reporter = new SharedReporter(cell, 1);
  reporter.total = 5;
  for (const _ of reporter.over(range(5)));
  expect(readCounts(cell)).toMatchObject({ done: 5, total: 5 });
});

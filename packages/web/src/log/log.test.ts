import { expect, test } from 'vitest';
import { LineFilter, markFound } from './line-filter.ts';
import { writeLine } from './save-log.ts';

const line = (seq: number, message: string) => ({ seq, at: 0, level: 'info' as const, message, item: null });

test('what came behind what was looked through is looked through too, and what was let go is forgotten', () => {
  const filter = new LineFilter();
  const query = { level: 'debug' as const, text: 'A' };
  const first = [line(1, 'a'), line(2, 'b')];
  expect(filter.pick(first, query).map(({ seq }) => seq)).toEqual([1]);
  expect(filter.pick([...first, line(3, 'xA')], query).map(({ seq }) => seq)).toEqual([1, 3]);
  expect(filter.pick([line(3, 'xA')], query).map(({ seq }) => seq)).toEqual([3]);
});

test('all places where a text was found are marked', () => {
  expect(markFound('aXax', 'ax')).toEqual([
    { text: 'aX', found: true },
    { text: 'ax', found: true },
  ]);
  expect(markFound('-ax-', 'AX').map(({ found }) => found)).toEqual([false, true, false]);
});

test('a line in a file has its time, its level and its item', () => {
  expect(writeLine({ ...line(1, 'is damaged'), item: 'a.jpg' })).toBe('1970-01-01T00:00:00.000Z info  a.jpg: is damaged\n');
});

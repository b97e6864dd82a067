import { expect, test } from 'vitest';
import type { Assignment } from '../engine.ts';
import { type Waiting, WaitingLine } from './waiting-line.ts';

function waiting(job: string, change: Partial<Assignment> = {}): Waiting {
  const assignment = { job, attempt: 1, priority: 0, since: 0, exclusive: null, ...change };
  return { assignment: assignment as Assignment }; // what the line reads of it
}

function all(line: WaitingLine<Waiting>, held: string[] = []): string[] {
  const jobs: string[] = [];
  for (let next = line.next(new Set(held)); next; next = line.next(new Set(held))) jobs.push(next.assignment.job);
  return jobs;
}

test('begun ones go first, then by priority, then by age, then as they came', () => {
  const line = new WaitingLine<Waiting>();
  line.add(waiting('young', { since: 2 }));
  line.add(waiting('first'));
  line.add(waiting('second'));
  line.add(waiting('urgent', { since: 3, priority: 1 }));
  line.add(waiting('begun', { since: 4, attempt: 2 }));
  expect(all(line)).toEqual(['begun', 'urgent', 'first', 'second', 'young']);
});

test('whose key is held waits until it is not, and keeps its place', () => {
  const line = new WaitingLine<Waiting>();
  for (const job of ['a', 'b', 'c']) line.add(waiting(job, { exclusive: job === 'b' ? null : 'key' }));
  expect(all(line, ['key'])).toEqual(['b']);
  line.add(waiting('d'));
  expect(all(line)).toEqual(['a', 'c', 'd']);
});

test('one that is taken out never has its turn, and one that comes again has one', () => {
  const line = new WaitingLine<Waiting>();
  for (const job of ['a', 'b', 'c']) line.add(waiting(job, { exclusive: 'key' }));
  expect(all(line, ['key'])).toEqual([]);
  expect(line.remove('b')?.assignment.job).toBe('b');
  expect(line.remove('a')?.assignment.job).toBe('a');
  expect(line.remove('a')).toBeUndefined();
  line.add(waiting('a'));
  expect([line.has('a'), line.has('b')]).toEqual([true, false]);
  expect(all(line)).toEqual(['c', 'a']);
});

test('a hundred thousand have their turn in order', () => {
  const line = new WaitingLine<Waiting>();
  const since = Array.from({ length: 100_000 }, (_, index) => (index * 7_919) % 100_003);
  for (const each of since) line.add(waiting(String(each), { since: each }));
  expect(all(line).map(Number)).toEqual(since.toSorted((one, other) => one - other));
});

import { expect, test } from 'vitest';
import { aJob } from '../testing/a-job.ts';
import { filterQuery, fitsFilter, readFilter } from './jobs-filter.ts';

test('a filter is its address, there and back, and what cannot be is left out', () => {
  const filter = readFilter(new URLSearchParams('states=failed,nonsense,running&task=demo.sleep&text=a%20b'));
  expect(filter).toEqual({ states: ['running', 'failed'], task: 'demo.sleep', text: 'a b' });
  expect(readFilter(filterQuery(filter))).toEqual(filter);
  expect(filterQuery(readFilter(new URLSearchParams())).toString()).toBe('');
});

test('a text is found in id, title, task and input, whatever its case', () => {
  const job = aJob({ id: 'q7', title: 'Shift dates', task: 'photos.shift-dates', input: { folder: '/Summer' } });
  const fits = (text: string) => fitsFilter(job, { states: [], task: null, text });
  expect(['Q7', 'shift d', 'PHOTOS.', 'summer', ' '].every(fits)).toBe(true);
  expect(fits('winter')).toBe(false);
});

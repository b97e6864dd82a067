import { expect, test } from 'vitest';
import { closest, kebabFlags } from './spelling.ts';

test('only flags are spelled anew, and not what follows --', () => {
  expect(kebabFlags(['aB', '--aB=cD', '--', '--aB'])).toEqual(['aB', '--a-b=cD', '--', '--aB']);
});

test('the name that was probably meant is found, and nothing where none is near', () => {
  const names = ['demo.crunch', 'demo.sleep', 'photos.shift-dates'];
  expect(closest('sleep', names)).toBe('demo.sleep');
  expect(closest('demo.slepe', names)).toBe('demo.sleep');
  expect(closest('shfit-dates', names)).toBe('photos.shift-dates');
  expect(closest('video.convert', names)).toBeNull();
});

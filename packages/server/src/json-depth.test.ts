import { expect, it } from 'vitest';
import { isShallow } from './json-depth.ts';

const nested = (depth: number) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);

it('JSON is as deep as its lists and objects are in each other', () => {
  expect(isShallow(nested(100), 100)).toBe(true);
  expect(isShallow(nested(101), 100)).toBe(false);
  expect(isShallow({ a: [{ b: 1 }] }, 3)).toBe(true);
  expect(isShallow({ a: [{ b: {} }] }, 3)).toBe(false);
  expect(isShallow('text', 0)).toBe(true);
});

it('no depth breaks the look at it', () => {
  expect(isShallow(nested(5000), 1e6)).toBe(true);
});

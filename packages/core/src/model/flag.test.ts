import { expect, test } from 'vitest';
import { kebab } from './flag.ts';

test('names are spelled as shells do', () => {
  expect(['maxWidth', 'HTTPPort', 'a_b', 'frame.lineWidth', 'plain'].map(kebab)).toEqual([
    'max-width',
    'http-port',
    'a-b',
    'frame.line-width',
    'plain',
  ]);
});

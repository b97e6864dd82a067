import { expect, test } from 'vitest';
import { z } from 'zod';
import { amountOfTime, parseAmount } from './amount.ts';

test.each([
  ['3h30m', 12_600],
  ['-23m', -1_380],
  ['+2d', 172_800],
  ['90s', 90],
  ['1w', 604_800],
  ['3hr30s', 10_830],
  ['1w 2d 3h 4m 5s', 788_645],
  ['2 hours 5 mins', 7_500],
])('%s is %i seconds', (text, seconds) => {
  expect(parseAmount(text)).toBe(seconds);
  expect(amountOfTime().parse(text)).toBe(text);
});

test.each(['', '-', '3', 'h', '3m2h', '3h3h', '1.5h', '--3h', '3x', '3H', ' ', '0s', '-0h0m', '9999999999d', '999999999999w'])(
  '"%s" is no amount to shift by',
  (text) => {
    const { success, error } = amountOfTime().safeParse(text);
    expect(success).toBe(false);
    expect(error?.issues).toHaveLength(1);
    expect(error?.issues[0]?.message).toMatch(/^Expected an amount of time /);
  },
);

test('a form and a command line are told the pattern, which says the same', () => {
  const { type, pattern } = z.toJSONSchema(amountOfTime(), { io: 'input' });
  expect(type).toBe('string');
  expect('3hr30s').toMatch(new RegExp(pattern ?? 'none', 'u'));
  expect('soon').not.toMatch(new RegExp(pattern ?? 'none', 'u'));
});

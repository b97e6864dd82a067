import { expect, test } from 'vitest';
import { describeThrown } from './failure.ts';

test('an error is its code and its message, and one without a message its name', () => {
  expect(describeThrown(Object.assign(new Error('No.'), { code: 'NO' }))).toEqual({ code: 'NO', message: 'No.' });
  expect(describeThrown(new TypeError())).toEqual({ code: 'FAILED', message: 'TypeError' });
  expect(describeThrown(Object.assign(new Error('No.'), { code: 7 }))).toEqual({ code: 'FAILED', message: 'No.' });
});

test('a cause that says more is told too, a circle of them only once', () => {
  const refused = new Error('connect ECONNREFUSED 127.0.0.1:1');
  expect(describeThrown(new TypeError('fetch failed', { cause: refused })).message).toBe(
    'fetch failed: connect ECONNREFUSED 127.0.0.1:1',
  );
  expect(describeThrown(new Error('It broke.', { cause: new Error('The disk is full.') })).message).toBe(
    'It broke: The disk is full.',
  );
  expect(describeThrown(new Error('It broke: the disk is full', { cause: new Error('the disk is full') })).message).toBe(
    'It broke: the disk is full',
  );
  const one = new Error('one');
  const two = new Error('two', { cause: one });
  one.cause = two;
  expect(describeThrown(one)).toEqual({ code: 'FAILED', message: 'one: two' });
});

test.each([
  ['just text', 'It threw "just text".'],
  [undefined, 'It threw undefined.'],
  [null, 'It threw null.'],
  [{ a: 1 }, 'It threw {"a":1}.'],
  [Symbol('s'), 'It threw Symbol(s).'],
  [7n, 'It threw something that cannot be shown.'],
])('what is no error is shown as far as it can be: %o', (thrown, message) => {
  expect(describeThrown(thrown)).toEqual({ code: 'THROWN', message });
});

test('an error that defends itself is told of all the same', () => {
  const refuse = () => {
    throw new Error('Hands off!');
  };
  const hostile = Object.defineProperties(new Error('hidden'), {
    message: { get: refuse },
    name: { get: refuse },
    code: { get: refuse },
    cause: { get: refuse },
    toString: { value: refuse },
  });
  expect(describeThrown(hostile)).toEqual({ code: 'FAILED', message: 'An error without a message.' });
  expect(describeThrown(Object.assign(new Error('x'), { message: { not: 'text' } })).message).toBe('Error');
  const traps = { getPrototypeOf: refuse, get: refuse, ownKeys: refuse };
  expect(describeThrown(new Proxy({}, traps)).message).toBe('It threw something that cannot be shown.');
  expect(describeThrown({ toJSON: refuse }).message).toBe('It threw something that cannot be shown.');
});

test('a message that is too long is cut, and so is a code', () => {
  const { code, message } = describeThrown(Object.assign(new Error('m'.repeat(1e6)), { code: 'c'.repeat(1e6) }));
  expect(message).toBe(`${'m'.repeat(8_192)}…`);
  expect(code).toBe('c'.repeat(100));
});

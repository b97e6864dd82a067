import { expect, test } from 'vitest';
import { readAddress } from './address.ts';

test('a trailing slash does not matter and a path prefix stays', () => {
  expect(readAddress('http://localhost:4400/')).toEqual({
    url: 'http://localhost:4400',
    http: 'http://localhost:4400/trpc',
    socket: 'ws://localhost:4400/ws',
  });
  expect(readAddress('https://example.org/tools/milepost//')).toEqual({
    url: 'https://example.org/tools/milepost',
    http: 'https://example.org/tools/milepost/trpc',
    socket: 'wss://example.org/tools/milepost/ws',
  });
});

test.each(['', 'localhost:4400', 'ftp://localhost'])('"%s" is refused, with an example of what was expected', (text) => {
  expect(() => readAddress(text)).toThrow(/Expected .* such as http:\/\/127\.0\.0\.1:4400, and got/);
});

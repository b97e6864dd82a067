import { statSync, utimesSync } from 'node:fs';
import { expect, test } from 'vitest';
import { makeFolder, put } from '../testing/folder.ts';
import { toSeconds } from './times.ts';

test('a time that is copied from file to file a hundred times is what it was, to the microsecond', () => {
  const path = put(makeFolder(), 'a', '');
  for (const time of [1_209_636_000_000, 1_209_636_000_123, 1_795_487_854_306.501, 1_795_487_854_999.999]) {
    utimesSync(path, 0, toSeconds(time));
    for (let copy = 0; copy < 100; copy++) utimesSync(path, 0, toSeconds(statSync(path).mtimeMs));
    expect(Math.floor(statSync(path).mtimeMs * 1_000)).toBe(Math.round(time * 1_000));
  }
});

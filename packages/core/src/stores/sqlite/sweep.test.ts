import { DatabaseSync } from '@photostructure/sqlite';
import { expect, test, vi } from 'vitest';
import { createSweep } from './sweep.ts';

test('a file that was made to keep its free pages is not asked for them again and again', async () => {
  const database = new DatabaseSync(':memory:');
  database.exec(`
    CREATE TABLE removed (job INTEGER PRIMARY KEY);
    CREATE TABLE blocks (number INTEGER PRIMARY KEY, job INTEGER);
    CREATE TABLE segments (number INTEGER PRIMARY KEY, job INTEGER);
    CREATE TABLE events (job INTEGER, seq INTEGER);
    CREATE TABLE words (search TEXT);
    CREATE TABLE large (content BLOB);
    INSERT INTO large VALUES (zeroblob(1000000));
    DELETE FROM large;
  `);
  expect(database.prepare('PRAGMA freelist_count').get()).not.toEqual({ freelist_count: 0 });
  const turn = vi.spyOn(globalThis, 'setImmediate');
  const sweep = createSweep(database);
  sweep.go();
  expect(turn).toHaveBeenCalledTimes(1);
  for (let turns = 0; turns < 5; turns++) await new Promise<void>((resolve) => void setTimeout(resolve));
  expect(turn).toHaveBeenCalledTimes(1);
  turn.mockRestore();
  sweep.stop();
  database.close();
});

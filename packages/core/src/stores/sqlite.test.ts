import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect, test } from 'vitest';
import { makeFolder, openForTest, runToEnd } from '../testing/open.ts';

test('a file that a newer Milepost wrote is refused with a sentence, and left as it is', async () => {
  const data = await makeFolder();
  const file = join(data, 'milepost.sqlite');
  const database = new DatabaseSync(file);
  database.exec('PRAGMA user_version = 99');
  database.close();
  await expect(openForTest({ data })).rejects.toMatchObject({
    reason: 'STORE_UNAVAILABLE',
    message: expect.stringContaining('was written by a newer Milepost (schema 99;'),
  });
});

test('a file that is damaged is refused by name, and not replaced', async () => {
  const data = await makeFolder();
  const file = join(data, 'milepost.sqlite');
  await writeFile(file, 'this is no database, and it is longer than a header of one: '.repeat(100));
  await expect(openForTest({ data })).rejects.toMatchObject({
    reason: 'STORE_UNAVAILABLE',
    message: expect.stringContaining(file),
  });
  expect(await readFile(file, 'utf8')).toContain('this is no database');
});

test('a file whose inside is damaged is refused when it is opened, not found out later', async () => {
  const data = await makeFolder();
  const milepost = await openForTest({ data });
  await runToEnd(milepost, { task: 'test.count', input: { to: 5_000 } });
  await milepost.close();
  const file = join(data, 'milepost.sqlite');
  const bytes = await readFile(file);
  for (let page = 2; page < 12; page++) bytes.fill(0xff, page * 4096, page * 4096 + 2048);
  await writeFile(file, bytes);
  await expect(openForTest({ data })).rejects.toMatchObject({
    reason: 'STORE_UNAVAILABLE',
    message: expect.stringMatching(/damaged.*milepost\.sqlite|milepost\.sqlite.*damaged/),
  });
});

test('a data folder that is a file, or that nothing can be written to, is refused with a sentence', async () => {
  const folder = await makeFolder();
  const data = join(folder, 'data');
  await writeFile(data, '');
  await expect(openForTest({ data })).rejects.toMatchObject({
    reason: 'STORE_UNAVAILABLE',
    message: expect.stringContaining(data),
  });
  const locked = join(folder, 'locked');
  await mkdir(locked);
  await chmod(locked, 0o500);
  // For root no folder is locked: then this opens, as it should.
  if (process.getuid?.() === 0) return void (await openForTest({ data: locked }));
  await expect(openForTest({ data: locked })).rejects.toMatchObject({ reason: 'STORE_UNAVAILABLE' });
});

test('a data folder is for its owner alone', async () => {
  const data = join(await makeFolder(), 'new');
  await openForTest({ data });
  const { mode } = await import('node:fs').then(({ statSync }) => statSync(data));
  expect(mode & 0o077).toBe(0);
});

import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect, test } from 'vitest';
import { makeFolder, openForTest, runToEnd } from '../testing/open.ts';
import { makeBlocks, makeRecord, plan } from '../testing/store/house.ts';
import { openSqliteStore } from './sqlite.ts';

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
    reason: 'STORE_DAMAGED',
    message: expect.stringContaining(file),
  });
  expect(await readFile(file, 'utf8')).toContain('this is no database');
});

test('a file that is damaged is put aside where that is asked for, with all of it, and an empty one takes its place', async () => {
  const data = await makeFolder();
  const file = join(data, 'milepost.sqlite');
  await writeFile(file, 'this is no database, and it is longer than a header of one: '.repeat(100));
  await writeFile(`${file}-wal`, 'what was written last');
  const names: string[] = [];
  const milepost = await openForTest({ data, setAside: (name) => names.push(name) });
  expect(await runToEnd(milepost, { task: 'test.count', input: { to: 3 } })).toMatchObject({ state: 'succeeded' });
  expect(names).toEqual([expect.stringMatching(/milepost\.damaged-.*\.sqlite$/)]);
  expect(await readFile(names[0] ?? '', 'utf8')).toContain('this is no database');
  expect(await readFile(`${names[0]}-wal`, 'utf8')).toBe('what was written last');
  await milepost.close();
  // One that is whole stays where it is.
  const again = await openForTest({ data, setAside: (name) => names.push(name) });
  expect((await again.list()).jobs).toHaveLength(1);
  expect(names).toHaveLength(1);
});

test('the file shrinks when jobs are forgotten', { timeout: 60_000 }, async () => {
  const data = await makeFolder();
  const size = async () => (await stat(join(data, 'milepost.sqlite'))).size;
  const before = await openForTest({ data });
  const large = await runToEnd(before, { task: 'test.count', input: { to: 350_000 } });
  await runToEnd(before, { task: 'test.count', input: { to: 3 } });
  await before.close();
  const full = await size();
  expect(full).toBeGreaterThan(1_500_000);
  const after = await openForTest({ data, keep: { jobs: 1 } });
  await expect.poll(async () => (await after.list()).jobs.some(({ id }) => id === large.id), { timeout: 30_000 }).toBe(false);
  await expect.poll(() => leftOfRemoved(data), { timeout: 30_000 }).toEqual({ jobs: 0, pages: 0 });
  await after.close();
  expect(await size()).toBeLessThan(full / 4);
});

test('what is left of a removed job when Milepost closes goes after the next opening, and no new job gets any of it', async () => {
  const data = await makeFolder();
  const file = join(data, 'milepost.sqlite');
  const before = await openSqliteStore(file);
  await before.commit([{ type: 'job', record: makeRecord('large'), created: true }]);
  const keys = Array.from({ length: 200 }, (_, index) => `key ${index}`);
  await plan(before, 'large', makeBlocks(keys, 1));
  void before.commit([{ type: 'remove', job: 'large' }]);
  await before.close();
  const after = await openSqliteStore(file);
  await after.commit([{ type: 'job', record: makeRecord('new'), created: true }]);
  expect(await after.job('large')).toBe(null);
  expect((await after.items({ id: 'new' })).items).toEqual([]);
  await expect.poll(() => leftOfRemoved(data), { timeout: 30_000 }).toEqual({ jobs: 0, pages: 0 });
  expect((await after.items({ id: 'new' })).items).toEqual([]);
  await after.close();
});

/** Removed jobs of which something is left in the file, and pages that could be given back. */
function leftOfRemoved(data: string): { jobs: unknown; pages: unknown } {
  const database = new DatabaseSync(join(data, 'milepost.sqlite'), { readOnly: true });
  try {
    const first = (sql: string) => Object.values(database.prepare(sql).get() ?? {})[0];
    return { jobs: first('SELECT count(*) FROM removed'), pages: first('PRAGMA freelist_count') };
  } finally {
    database.close();
  }
}

test('where the disk is full, a start is refused with a sentence, and what was acknowledged is whole', {
  timeout: 60_000,
}, async () => {
  const data = await makeFolder();
  const script = `
    import { openMilepost } from '${import.meta.resolve('@milepost/core')}';
    import demo from '${import.meta.resolve('@milepost/core/demo')}';
    const milepost = await openMilepost({ tasks: [demo], data: process.argv[2], jobs: 1 });
    const ids = [];
    try {
      for (;;) ids.push((await milepost.start({ task: 'demo.sleep', input: { steps: 1e9 }, idempotencyKey: 'x'.repeat(20_000) + ids.length })).id);
    } catch (error) {
      console.log(JSON.stringify({ ids, reason: error.reason, message: error.message }));
    }
    process.exit();`;
  // No file of this process may grow beyond a mebibyte or two: what the system says then is what a full disk says.
  const program = join(await makeFolder(), 'fill.mjs');
  await writeFile(program, script);
  const limited = ['-c', 'ulimit -f 2048 && exec "$0" "$1" "$2"', process.execPath, program, data];
  const { stdout } = await promisify(execFile)('sh', limited);
  const { ids, reason, message } = JSON.parse(stdout);
  expect({ reason, message }).toEqual({ reason: 'STORE_UNAVAILABLE', message: expect.stringContaining('milepost.sqlite') });
  expect(ids.length).toBeGreaterThan(3);
  const milepost = await openForTest({ data, jobs: 1 });
  const { jobs } = await milepost.list({ limit: 500 });
  expect(jobs.map(({ id }) => id)).toEqual(ids.reverse());
  for (const { id } of jobs) await milepost.cancel(id);
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
    reason: 'STORE_DAMAGED',
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

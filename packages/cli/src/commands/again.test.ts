import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job } from '@milepost/core/model';
import { writeSamplePhotos } from '@milepost/photos/samples';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Bench, openBench, ownTasks } from '../testing/milepost.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

async function hashes(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).sort();
  const hash = async (name: string) =>
    createHash('sha256')
      .update(await readFile(join(folder, name)))
      .digest('hex');
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await hash(name)] as const)));
}

async function shiftSamples() {
  const photos = join(bench.data, 'photos');
  await writeSamplePhotos(photos);
  const before = await hashes(photos);
  const { stdout } = await bench.run('run', 'photos.shift-dates', photos, '--by', '3h', '--yes');
  const [, id = ''] = /milepost undo (\w+)/.exec(stdout) ?? [];
  return { photos, before, id };
}

test('without a server undo gives the folder as it was, byte for byte, and needs --yes where nobody can be asked', async () => {
  const { photos, before, id } = await shiftSamples();
  const shifted = await hashes(photos);
  expect(Object.keys(before).filter((name) => shifted[name] !== before[name])).toHaveLength(23);
  const refused = await bench.run('undo', id);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('add --yes');
  expect(await hashes(photos)).toEqual(shifted);
  const { code, stdout } = await bench.run('undo', id.slice(0, -1), '--yes');
  expect(stdout).toContain('23 photos done');
  expect(code).toBe(0);
  expect(await hashes(photos)).toEqual(before);
});

test('what failed is tried again when it is mended, and nothing else', async () => {
  const pages = join(bench.data, 'pages');
  await mkdir(pages);
  for (const name of ['1', '2', '3']) await writeFile(join(pages, name), name === '2' ? 'godo' : 'good');
  const own = ['--tasks', ownTasks];
  const first = await bench.run('run', 'test.proofread', '--folder', pages, '--yes', ...own);
  expect(first.code).toBe(3);
  const [, id = ''] = /To try the failed ones again: milepost retry (\w+)/.exec(first.stdout) ?? [];
  await writeFile(join(pages, '2'), 'good');
  const without = await bench.run('retry', id);
  expect(without.code).toBe(2);
  expect(without.stderr).toContain(
    'There is no task "test.proofread".\n  If it is one of your own, name its module with --tasks',
  );
  const again = await bench.run('retry', id, ...own);
  expect(again.code).toBe(0);
  expect(again.stdout.match(/Reading \d/g)).toEqual(['Reading 2']);
  expect(again.stdout).toContain('1 page done');
});

// More than a dozen processes, each with its start.
test('a job on a server is paused, resumed, cancelled, tried again and removed', { timeout: 30_000 }, async () => {
  const server = bench.start('serve', '--port', '0', bench.data);
  await server.until(/Ctrl-C/);
  const [id = ''] = (await bench.run('start', 'demo.sleep', '--steps', '10000')).lines;
  expect((await bench.run('pause', id)).stdout).toContain(`is paused. To go on: milepost resume ${id}`);
  const show = async (one: string) => JSON.parse((await bench.run('show', one, '--json')).stdout) as Job; // what the command promises
  expect((await show(id)).state).toBe('paused');
  expect((await bench.run('pause', id)).code).toBe(1);
  expect((await bench.run('remove', id)).code).toBe(1);
  expect(await bench.run('resume', id)).toMatchObject({ code: 0, stdout: `${id}\n` });
  expect((await show(id)).state).not.toBe('paused');
  await bench.run('cancel', id);
  await bench.run('watch', id);
  const [again = ''] = (await bench.run('retry', id)).lines;
  expect((await show(again)).retryOf).toBe(id);
  expect((await bench.run('remove', id)).stdout).toContain('is removed.');
  expect((await bench.run('show', id)).code).toBe(2);
});

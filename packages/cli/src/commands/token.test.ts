import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Bench, openBench } from '../testing/milepost.ts';

// Each command is a process of its own.
vi.setConfig({ testTimeout: 60_000 });

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

test('a token lets others in to a server that runs, for what its role allows, until it is revoked', async () => {
  const server = bench.start('serve', '--port', '0', bench.data);
  const [, url = ''] = await server.until(/is at (http:\S+)[\s\S]*Ctrl-C/);
  const made = await bench.run('token', 'add', 'screen', '--role', 'view');
  const token = made.stdout.trim();
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(made.stderr).toContain('"screen" may watch and list');
  const [link = ''] = /http:\S+\/login\?code=\S+/.exec(made.stderr) ?? [];
  expect((await fetch(link, { redirect: 'manual' })).headers.get('set-cookie')).toContain('HttpOnly');
  expect((await stat(join(bench.data, 'tokens.json'))).mode & 0o777).toBe(0o600);

  const as = ['--server', url, '--token', token];
  expect((await bench.run('list', ...as)).code).toBe(0);
  const refused = await bench.run('start', 'demo.sleep', '--steps', '1', ...as);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('"screen" is for watching') });

  const list = await bench.run('token', 'list', '--json');
  expect(list.lines.map((line) => JSON.parse(line))).toEqual([
    { name: 'first', role: 'operate', createdAt: null },
    { name: 'screen', role: 'view', createdAt: expect.any(Number) },
  ]);
  const again = await bench.run('token', 'link', 'screen');
  expect(again).toMatchObject({ code: 0, stdout: expect.stringMatching(/^http:\S+\/login\?code=\S+\n$/) });

  expect((await bench.run('token', 'revoke', 'screen')).code).toBe(0);
  expect((await bench.run('list', ...as)).stderr).toContain('Log in first');
  expect((await bench.run('list', '--server', url)).code).toBe(1);
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
});

test('a watcher whose token is revoked is told so and ends', async () => {
  const server = bench.start('serve', '--port', '0', bench.data);
  const [, url = ''] = await server.until(/is at (http:\S+)[\s\S]*Ctrl-C/);
  const { stdout } = await bench.run('token', 'add', 'guest', '--role', 'view');
  const id = (await bench.run('start', 'demo.sleep', '--steps', '10000')).stdout.trim();
  const watcher = bench.start('watch', id, '--server', url, '--token', stdout.trim());
  await watcher.until(/of 10000 steps/);
  await bench.run('token', 'revoke', 'guest');
  expect(await watcher.ended).toBe(1);
  expect(watcher.stderr).toContain('Log in first');
});

test('what makes no sense is said in a sentence', async () => {
  expect(await bench.run('token', 'add', 'x')).toMatchObject({ code: 2, stderr: expect.stringContaining('--role') });
  expect(await bench.run('token', 'add', 'a b', '--role', 'view')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Expected a name'),
  });
  expect(await bench.run('token', 'revoke', 'x')).toMatchObject({ code: 2, stderr: expect.stringContaining('no token named') });
  expect(await bench.run('token', 'revoke', 'first')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('MILEPOST_TOKEN'),
  });
  expect(await bench.run('token', 'link')).toMatchObject({ code: 2, stderr: expect.stringContaining('No server runs') });
});

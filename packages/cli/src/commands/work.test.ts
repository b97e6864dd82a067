import { fileURLToPath } from 'node:url';
import type { Job, WatchEvent, WorkerInfo } from '@milepost/core/model';
import { findRedisServer, mayLackRedis, startRedis, type TestRedis } from '@milepost/core/testing';
import { afterEach, beforeEach, expect, type TestContext, test, vi } from 'vitest';
import { type Bench, openBench, ownTasks } from '../testing/milepost.ts';

let bench: Bench;
let redis: TestRedis | null = null;

beforeEach(async (context) => {
  if (findRedisServer() === null) (context as TestContext).skip(mayLackRedis());
  bench = await openBench();
  redis = await startRedis('no');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await bench?.close();
  await redis?.close();
});

test('a server with a Redis has jobs done by workers, lists them, and takes over what a worker hands back', {
  timeout: 60_000,
}, async () => {
  const url = redis?.url ?? '';
  const server = bench.start('serve', bench.data, '--port', '0', '--redis', url, '--redis-prefix', 'cli', '--take-over', '3');
  await server.until(/Ctrl-C/);
  const waiting = await bench.run('start', 'demo.sleep', '--steps', '100000');
  const id = waiting.stdout.trim();
  expect((await bench.run('workers')).stdout).toContain('1 job waits and nobody works');

  const worker = () =>
    bench.start('work', '--redis', url, '--redis-prefix', 'cli', '--take-over', '3', '--concurrency', '2', '--tasks', ownTasks);
  const first = worker();
  const [, name = ''] = await first.until(/^(\S+) works at redis:/);
  await bench.start('watch', id).until(/of 100\D?000 steps/);
  const { lines } = await bench.run('workers', '--json');
  expect(lines.map((line) => JSON.parse(line) as WorkerInfo)).toMatchObject([{ id: name, jobs: [id] }]); // what the command promises
  expect((await bench.run('workers')).stdout).toContain('has other tasks than the server');

  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  expect(first.stdout).toContain('goes on elsewhere');
  await worker().until(/works at/);
  const show = async () => JSON.parse((await bench.run('show', id, '--json')).stdout) as Job; // what the command promises
  await expect.poll(show, { timeout: 20_000 }).toMatchObject({ state: 'running', attempt: 2 });
  await bench.run('cancel', id);
  expect((await bench.run('watch', id)).code).toBe(130);
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
});

/** How many items a batch had in hand at the same time, at the most, by what it wrote down. */
function mostAtOnce(lines: readonly string[]): number {
  const events = lines.map((line) => JSON.parse(line) as WatchEvent); // what the command promises
  const log = events.flatMap((event) => (event.type === 'log' ? event.entries : event.type === 'snapshot' ? event.log : []));
  const moves = log.map(({ at, message }) => ({ at, by: message.startsWith('begins') ? 1 : -1 }));
  let now = 0;
  return Math.max(...moves.sort((one, other) => one.at - other.at || one.by - other.by).map(({ by }) => (now += by)));
}

test('a server may work as well, a worker has as many threads as it is told, and a job names who helps', {
  timeout: 60_000,
}, async () => {
  const words = ['--redis', redis?.url ?? '', '--redis-prefix', 'both', '--tasks', ownTasks];
  const server = bench.start('serve', bench.data, '--port', '0', '--no-open', '--work', ...words);
  await server.until(/Ctrl-C/);
  expect(server.stdout).toMatch(
    /Redis {4}redis:\/\/127\.0\.0\.1:\d+\n +Jobs are done here, and by each that runs: milepost work/,
  );
  const alone = await bench.run('start', 'demo.sleep', '--steps', '1', '--watch');
  expect(alone.code).toBe(0);
  const [byServer] = (await bench.run('workers', '--json')).lines.map((line) => JSON.parse(line) as WorkerInfo); // as above
  const shown = await bench.run('list', '--json');
  expect(JSON.parse(shown.lines[0] ?? '')).toMatchObject({ worker: byServer?.id, state: 'succeeded' });

  const worker = bench.start('work', ...words, '--threads', '5', '--only-tasks', 'test.chat');
  const [, name = ''] = await worker.until(/^(\S+) works at redis:/);
  expect(worker.stdout).toMatch(/Tasks {2}test\.chat\n/);
  const shared = (await bench.run('start', 'test.chat', '--items', '4000', '--yes')).stdout.trim();
  await expect
    .poll(async () => (await bench.run('show', shared)).stdout, { timeout: 20_000 })
    .toMatch(/Worker {4}\S+, helped by \S+/);
  const { stdout } = await bench.run('show', shared);
  for (const id of [name, byServer?.id ?? '']) expect(stdout).toContain(id);
  expect((await bench.run('cancel', shared)).code).toBe(0);
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);

  const idle = bench.start('serve', bench.data, '--port', '0', '--no-open', ...words);
  await idle.until(/Ctrl-C/);
  const one = await bench.run('start', 'test.chat', '--items', '300', '--yes', '--watch', '--json');
  expect(mostAtOnce(one.lines)).toBeGreaterThan(3);
  expect(mostAtOnce(one.lines)).toBeLessThanOrEqual(6);
  const again = (await bench.run('list', '--json', '--limit', '1')).lines.map((line) => JSON.parse(line) as Job); // as above
  expect(again).toMatchObject([{ worker: name, state: 'succeeded' }]);
  for (const { child } of [idle, worker]) child.kill('SIGTERM');
  expect(await Promise.all([idle.ended, worker.ended])).toEqual([0, 0]);
});

test('a Redis that cannot be used is said in a sentence, without its password, and is wrong use', async () => {
  const nobody = await bench.run('work', '--redis', 'redis://me:secret@127.0.0.1:1');
  expect(nobody.code).toBe(2);
  expect(nobody.stderr).toContain('Redis at redis://127.0.0.1:1 cannot be used');
  expect(nobody.stderr).not.toContain('secret');
  const wrong = await bench.run('serve', bench.data, '--port', '0', '--redis', 'http://localhost');
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('redis://');
  const noTask = await bench.run('work', '--redis', redis?.url ?? '', '--only-tasks', 'no.such');
  expect(noTask.code).toBe(2);
  expect(noTask.stderr).toContain('no.such');
});

/** Hooks of Node that find no bullmq. */
const withoutBullmq = `export async function resolve(name, context, next) {
  if (name === 'bullmq') throw Object.assign(new Error("Cannot find package 'bullmq'"), { code: 'ERR_MODULE_NOT_FOUND' });
  return next(name, context);
}`;
const asModule = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;

test('without the package bullmq it is said what to install, and is wrong use', async () => {
  const hook = `import { register } from 'node:module'; register(${JSON.stringify(asModule(withoutBullmq))});`;
  vi.stubEnv('NODE_OPTIONS', `--import=${asModule(hook)}`);
  const url = redis?.url ?? '';
  const [serving, working] = await Promise.all([
    bench.run('serve', bench.data, '--port', '0', '--redis', url),
    bench.run('work', '--redis', url),
  ]);
  for (const { code, stderr } of [serving, working]) {
    expect(stderr).toContain('npm install bullmq ioredis');
    expect(code).toBe(2);
  }
  expect((await bench.run('run', 'demo.sleep', '--steps', '1')).code).toBe(0);
});

/** Of localhost, signed by nobody. */
const pem = (name: string) => fileURLToPath(new URL(`../../../server/src/testing/certificate/${name}.pem`, import.meta.url));

test('through TLS, as a user who may touch its keys alone; and it is warned of a Redis that may lose jobs', {
  timeout: 60_000,
}, async () => {
  const port = await redis?.openTls(pem('cert'), pem('key'));
  await redis?.ask('ACL', 'SETUSER', 'mile', 'on', '>secret', '~{tls}*', '&{tls}*', '+@all');
  await redis?.ask('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
  await redis?.ask('CONFIG', 'SET', 'appendonly', 'no');
  const words = ['--redis', `rediss://mile:secret@localhost:${port}`, '--redis-prefix', 'tls'];
  const stranger = await bench.run('work', ...words);
  expect(stranger.code).toBe(2);
  expect(stranger.stderr).toContain('self-signed certificate');
  expect(stranger.stderr).not.toContain('secret');

  vi.stubEnv('NODE_EXTRA_CA_CERTS', pem('cert'));
  const wrong = await bench.run('work', '--redis', `rediss://mile:wrong@localhost:${port}`, '--redis-prefix', 'tls');
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('WRONGPASS');
  const server = bench.start('serve', bench.data, '--port', '0', '--no-open', ...words);
  await server.until(/Ctrl-C/);
  const worker = bench.start('work', ...words);
  await worker.until(/works at rediss:\/\/localhost/);
  expect((await bench.run('start', 'demo.sleep', '--steps', '2', '--watch')).code).toBe(0);
  const { stdout } = await bench.run('workers');
  expect(stdout).toContain('maxmemory-policy to noeviction (it is allkeys-lru)');
  expect(stdout).toContain('no append-only file');
  worker.child.kill('SIGTERM');
  server.child.kill('SIGTERM');
  expect(await Promise.all([worker.ended, server.ended])).toEqual([0, 0]);
  expect(server.stderr).toContain('warning: Redis may throw jobs away');
});

import type { Job, LogEntry } from '@milepost/core/model';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Bench, openBench, ownTasks, type Running } from '../testing/milepost.ts';

// Each command is a process of its own.
vi.setConfig({ testTimeout: 60_000 });

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

async function serve(port = '0'): Promise<Running & { url: string }> {
  const server = bench.start('serve', '--port', port, '--tasks', ownTasks, bench.data);
  const [, url = ''] = await server.until(/is at (http:\S+)[\s\S]*Ctrl-C/);
  return Object.assign(server, { url });
}

async function start(...words: string[]): Promise<string> {
  return (await bench.run('start', ...words, '--yes')).stdout.trim();
}

async function show(id: string): Promise<Job> {
  const { lines } = await bench.run('list', '--json');
  return lines.map((line) => JSON.parse(line) as Job).find((job) => job.id === id) as Job; // what the command promises
}

test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)(
  'after %s jobs stop at a safe point, it exits with 0, and the next start goes on where they were',
  async (signal) => {
    const server = await serve();
    const watcher = bench.start('start', 'test.chat', '--items', '150', '--yes', '--watch', '--json');
    const [, id = ''] = await watcher.until(/"id":"(\w+)".*ends item-20/s);
    server.child.kill(signal);
    expect(await server.ended).toBe(0);
    expect(server.stderr).toBe('');
    await expect(fetch(server.url)).rejects.toThrow();

    await serve(new URL(server.url).port);
    expect(await watcher.ended).toBe(0);
    expect(await show(id)).toMatchObject({ state: 'succeeded', attempt: 2, progress: { done: 150 } });
    // Stopped in order, so none was done twice; and the watcher was told of each once.
    const told = watcher.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { log?: LogEntry[]; entries?: LogEntry[] }); // as above
    const lines = told.flatMap(({ log = [], entries = [] }) => [...log, ...entries]).map(({ message }) => message);
    const ends = lines.filter((line) => line.startsWith('ends '));
    expect(new Set(ends).size).toBe(150);
    expect(ends).toHaveLength(150);
    expect(lines).toContain('It was broken off when Milepost ended, and goes on.');
  },
);

test('a second signal does not wait for a job that does not stop, and that one goes on too', async () => {
  const server = await serve();
  const id = await start('test.stubborn');
  const watcher = bench.start('watch', id, '--json');
  await watcher.until(/Not listening/);
  watcher.child.kill('SIGKILL');
  server.child.kill('SIGTERM');
  await vi.waitFor(() => expect(fetch(`${server.url}/healthz`)).rejects.toThrow(), { timeout: 10_000 });
  expect(server.child.exitCode).toBeNull();
  // One that comes right after the first is taken for the same, passed on by npm: so until it counts.
  const again = setInterval(() => server.child.kill('SIGTERM'), 100);
  expect(await server.ended).toBe(130);
  clearInterval(again);

  await serve(new URL(server.url).port);
  await vi.waitFor(async () => expect(await show(id)).toMatchObject({ state: 'running', attempt: 2 }), { timeout: 10_000 });
  expect((await bench.run('cancel', id)).code).toBe(0);
});

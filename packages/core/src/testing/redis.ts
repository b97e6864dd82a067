import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** A real Redis of one's own, with an append-only file that is written before anything is answered. */
export interface TestRedis {
  readonly url: string;
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>;
  /** Starts it again with what it had kept. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export const redisMissing = 'no redis-server or valkey-server on this machine, and no REDIS_URL';

/** The program that a Redis of one's own is started from; null when there is none. */
export function findRedisServer(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const places = ['redis-server', 'valkey-server'].flatMap((name) => folders.map((folder) => join(folder, name)));
  return places.find((place) => existsSync(place)) ?? null;
}

/** The Redis that tests share: `REDIS_URL` where that is given, else one that is started. Null when there is none. */
export async function openAnyRedis(): Promise<Pick<TestRedis, 'url' | 'close'> | null> {
  const url = process.env.REDIS_URL;
  if (url !== undefined && url !== '') return { url, close: async () => {} };
  return findRedisServer() === null ? null : startRedis();
}

/** @throws Error when there is no program to start */
export async function startRedis(more: readonly string[] = []): Promise<TestRedis> {
  const program = findRedisServer();
  if (program === null) throw new Error(redisMissing);
  const folder = await mkdtemp(join(tmpdir(), 'milepost-redis-'));
  const port = await findPort();
  const url = `redis://127.0.0.1:${port}`;
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  const safety = ['--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'noeviction'];
  let child: ChildProcess;
  async function begin(): Promise<void> {
    child = spawn(program as string, [...settings, ...safety, ...more], { stdio: 'ignore' }); // looked at above
    await answer(url);
  }
  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await begin();
  return {
    url,
    kill,
    restart: begin,
    async close() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answer(url: string): Promise<void> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  client.on('error', () => {});
  try {
    for (const end = Date.now() + 20_000; ; await wait(10)) {
      const ready = await client.connect().then(
        () => true,
        () => false,
      );
      if (ready) return;
      if (Date.now() > end) throw new Error(`Redis at ${url} has not begun.`);
    }
  } finally {
    client.disconnect();
  }
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number }; // it listens on TCP
  server.close();
  await once(server, 'close');
  return port;
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A real Redis of one's own, with an append-only file that is written before anything is answered. */
export interface TestRedis {
  readonly port: number;
  readonly url: string;
  /** Gives it a command, and waits for its answer. @throws Error when it refuses */
  ask(...words: readonly string[]): Promise<void>;
  /** Has it speak TLS too, and gives on which port. */
  openTls(certificate: string, key: string): Promise<number>;
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>;
  /** Starts it again with what it had kept. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export const redisMissing = 'no redis-server or valkey-server on this machine, and no REDIS_URL';

/** Where it is said that there must be one, its lack is a failure. @throws Error */
export function mayLackRedis(): string {
  if (process.env.MILEPOST_NEEDS_REDIS) throw new Error(`These tests are not to be skipped: ${redisMissing}.`);
  return redisMissing;
}

/** When what is answered is on disk: before, a second later at the worst, or when the machine likes. A killed Redis alone loses nothing. */
export type AppendSync = 'always' | 'everysec' | 'no';

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
  return findRedisServer() === null ? null : startRedis('no');
}

/** @throws Error when there is no program to start */
export async function startRedis(sync: AppendSync = 'always'): Promise<TestRedis> {
  const program = findRedisServer();
  if (program === null) throw new Error(redisMissing);
  const folder = await mkdtemp(join(tmpdir(), 'milepost-redis-'));
  const port = await findPort();
  const url = `redis://127.0.0.1:${port}`;
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  const safety = ['--appendonly', 'yes', '--appendfsync', sync, '--maxmemory-policy', 'noeviction'];
  let child: ChildProcess;
  async function begin(): Promise<void> {
    child = spawn(program as string, [...settings, ...safety], { stdio: 'ignore' }); // looked at above
    await answer(port);
  }
  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  const ask = (...words: readonly string[]) => command(port, words);
  await begin();
  return {
    port,
    url,
    ask,
    async openTls(certificate, key) {
      const tlsPort = await findPort();
      for (const [name, value] of Object.entries({ 'auth-clients': 'no', 'cert-file': certificate, 'key-file': key })) {
        await ask('CONFIG', 'SET', `tls-${name}`, value);
      }
      await ask('CONFIG', 'SET', 'tls-port', String(tlsPort));
      return tlsPort;
    },
    kill,
    restart: begin,
    async close() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until it answers; while it reads what it has kept it says so. */
async function answer(port: number): Promise<void> {
  for (const end = Date.now() + 20_000; !(await ping(port)); await wait(10)) {
    if (Date.now() > end) throw new Error(`Redis on port ${port} has not begun.`);
  }
}

function command(port: number, words: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const told = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('');
    const socket = connect(port, '127.0.0.1', () => socket.write(`*${words.length}\r\n${told}`));
    socket.once('data', (said) => {
      if (said.toString().startsWith('-')) reject(new Error(said.toString()));
      else resolve();
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

function ping(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('data', (said) => {
      resolve(said.toString().startsWith('+PONG'));
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
  });
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number }; // it listens on TCP
  server.close();
  await once(server, 'close');
  return port;
}

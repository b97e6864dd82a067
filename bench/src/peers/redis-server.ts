import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** When what was answered is on disk: a second later at the worst, or before the answer. */
export type AppendSync = 'everysec' | 'always';

export interface RedisServer {
  readonly port: number;
  close(): Promise<void>;
}

export const redisMissing = 'BullMQ is not among them: there is no redis-server on this machine.';

/** A Redis of one's own, or null where there is no redis-server. */
export async function openRedis(sync: AppendSync, folder: string): Promise<RedisServer | null> {
  if (spawnSync('redis-server', ['--version']).status !== 0) return null;
  const port = await findPort();
  const settings = { port, bind: '127.0.0.1', dir: mkdtempSync(join(folder, 'redis-')), save: '', appendonly: 'yes' };
  const words = Object.entries({ ...settings, appendfsync: sync, 'maxmemory-policy': 'noeviction' });
  const child = spawn(
    'redis-server',
    words.flatMap(([name, value]) => [`--${name}`, String(value)]),
    { stdio: 'ignore' },
  );
  const exited = once(child, 'exit');
  const client = new Redis(port, { lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => {});
  while (child.exitCode === null && client.status !== 'ready') await client.connect().catch(() => wait(20));
  client.disconnect();
  if (child.exitCode !== null) throw new Error(`redis-server has ended with ${child.exitCode}.`);
  return {
    port,
    async close() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number }; // it listens on TCP
  server.close();
  await once(server, 'close');
  return port;
}

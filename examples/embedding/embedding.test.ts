import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@milepost/client';
import type demo from '@milepost/core/demo';
import { createTRPCClient, httpLink } from '@trpc/client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Router } from './own-router.ts';

const token = 'a-token-for-tests-only';
let data = '';
let child: ChildProcess | null = null;

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'milepost-embedding-'));
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await rm(data, { recursive: true, force: true });
});

/** The compiled example, listening on a port that is free. Gives where its server is. */
async function start(name: string): Promise<string> {
  const port = await freePort();
  const program = fileURLToPath(new URL(`../dist/embedding/${name}.js`, import.meta.url));
  const env = { ...process.env, PORT: String(port), DATA: data, MILEPOST_TOKEN: token };
  child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout as NodeJS.ReadableStream, 'data'); // it is a pipe
  return `http://localhost:${port}`;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number }; // a server that listens on a port has one
  probe.close();
  await once(probe, 'close');
  return port;
}

async function leavesInOrder(): Promise<void> {
  child?.kill('SIGTERM');
  expect(await once(child as ChildProcess, 'exit')).toEqual([0, null]); // started above
}

test('below a path of somebody’s own server jobs are started and watched, and all else is that server’s', async () => {
  const url = await start('own-server');
  expect(await (await fetch(`${url}/anything`)).text()).toBe('This is my own page.\n');
  const client = createClient<typeof demo>({ url: `${url}/milepost`, token });
  const job = await client.start('demo.sleep', { steps: 5 });
  const seen: number[] = [];
  for await (const { done } of job.progress()) seen.push(done);
  expect(seen.at(-1)).toBe(5);
  await expect(createClient({ url: `${url}/milepost`, token: 'wrong' }).jobs.list()).rejects.toMatchObject({
    reason: 'UNAUTHORIZED',
  });
  await client.close();
  await leavesInOrder();
});

test('beside somebody’s own tRPC router, which starts jobs in the same process', async () => {
  const url = await start('own-router');
  const own = createTRPCClient<Router>({ links: [httpLink({ url: `${url}/api` })] });
  const { job } = await own.rest.mutate({ seconds: 1 });
  const client = createClient({ url: `${url}/milepost`, token });
  expect(await client.job(job).result()).toEqual({ slept: 10 });
  expect(await own.rested.query()).toBe(1);
  await client.close();
  await leavesInOrder();
});

import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { addToken } from '../login/token-file.ts';
import { ask, bearer, bearerOf } from '../testing/ask.ts';
import { openTestServer, type TestServer } from '../testing/open-test-server.ts';
import { openSocket } from '../testing/sockets.ts';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.close());

const read = async (headers: Record<string, string> = bearer) => (await ask(server, { path: '/metrics', headers })).body;

/** The value of the line that begins so. */
async function sample(line: string): Promise<number> {
  const found = (await read()).split('\n').find((one) => one.startsWith(`${line} `));
  return Number(found?.slice(line.length + 1));
}

async function runToEnd(task: string, input: unknown): Promise<string> {
  const { id } = await server.milepost.start({ task, input });
  for await (const _ of server.milepost.watch(id));
  return id;
}

it('jobs are counted by task and state, and what they took by task', async () => {
  const ids = [await runToEnd('test.count', { to: 5 }), await runToEnd('test.count', { to: 3 })];
  await runToEnd('test.shout', { names: ['ann', 'bob'] });
  expect(await sample('milepost_jobs_ended_total{task="test.count",state="succeeded"}')).toBe(2);
  expect(await sample('milepost_items_total{task="test.count",outcome="done"}')).toBe(8);
  expect(await sample('milepost_items_total{task="test.shout",outcome="done"}')).toBe(2);
  expect(await sample('milepost_job_seconds_count{task="test.count"}')).toBe(2);
  expect(await sample('milepost_job_seconds_bucket{task="test.count",le="+Inf"}')).toBe(2);
  expect(await sample('milepost_job_wait_seconds_count{task="test.shout"}')).toBe(1);
  expect(await sample('milepost_store_commit_seconds_count')).toBeGreaterThan(3);
  for (const id of ids) expect(await read()).not.toContain(id);

  const { id } = await server.milepost.start({ task: 'demo.sleep', input: { steps: 10_000 } });
  await vi.waitFor(async () => expect(await sample('milepost_jobs{task="demo.sleep",state="running"}')).toBe(1));
  await server.milepost.cancel(id);
  await vi.waitFor(async () => expect(await sample('milepost_jobs_ended_total{task="demo.sleep",state="cancelled"}')).toBe(1));
  expect(await read()).not.toContain('milepost_jobs{');
});

it('watchers are counted while they are there, and what was refused by its reason', async () => {
  const socket = await openSocket(server);
  socket.send('{"id":1,"method":"subscription","params":{"path":"jobs.feed","input":{}}}');
  await vi.waitFor(async () => expect(await sample('milepost_watchers')).toBe(1));
  expect(await sample('milepost_sockets')).toBe(1);
  socket.terminate();
  await vi.waitFor(async () => expect([await sample('milepost_watchers'), await sample('milepost_sockets')]).toEqual([0, 0]));

  await ask(server, { path: '/trpc/tasks.list', headers: bearerOf('wrong') });
  await ask(server, { path: '/trpc/jobs.get?input=%7B%22id%22%3A%22nobody%22%7D', headers: bearer });
  expect(await sample('milepost_requests_refused_total{reason="UNAUTHORIZED"}')).toBe(1);
  expect(await sample('milepost_requests_refused_total{reason="JOB_NOT_FOUND"}')).toBe(1);
});

it('every line is one that Prometheus takes', async () => {
  for (const line of (await read()).trimEnd().split('\n')) {
    expect(line).toMatch(/^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? -?[\d.e+-]+)$/);
  }
});

it('only who has a token reads them; one for watching will do', async () => {
  expect((await ask(server, { path: '/metrics' })).status).toBe(401);
  expect((await ask(server, { path: '/metrics', headers: bearerOf('wrong') })).status).toBe(401);
  expect(await read(bearerOf(addToken(server.tokens, 'view').token))).toContain('milepost_info{');
});

import { once } from 'node:events';
import { createServer } from 'node:net';
import { type JobItem, MilepostError, type WatchEvent } from '@milepost/core/model';
import { createTRPCClient, createWSClient, httpBatchLink, httpLink, TRPCClientError, type TRPCLink, wsLink } from '@trpc/client';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type AppRouter, openServer } from './index.ts';
import { ask, bearer, json } from './testing/ask.ts';
import { openTestServer, type TestServer, token } from './testing/open-test-server.ts';

/** A WebSocket that shows the token; browsers show their cookie by themselves. */
class LoggedInSocket extends WebSocket {
  constructor(url: string) {
    super(url, { headers: bearer });
  }
}

let server: TestServer;
let sockets: ReturnType<typeof createWSClient>;
beforeAll(async () => {
  server = await openTestServer();
  const url = `ws://${server.host}/ws`;
  // Cast: ws's class has all that is used of the browser's.
  sockets = createWSClient({ url, WebSocket: LoggedInSocket as unknown as typeof globalThis.WebSocket, retryDelayMs: () => 20 });
});
afterAll(async () => {
  await sockets.close();
  await server.close();
});

const links: [string, () => TRPCLink<AppRouter>][] = [
  ['HTTP', () => httpLink({ url: `${server.url}/trpc`, headers: bearer })],
  ['HTTP in batches', () => httpBatchLink({ url: `${server.url}/trpc`, headers: bearer })],
  ['a WebSocket', () => wsLink({ client: sockets })],
];
const connect = (link: () => TRPCLink<AppRouter>) => createTRPCClient<AppRouter>({ links: [link()] });

describe.each(links)('over %s', (_name, link) => {
  it('the tasks are told with their schemas', async () => {
    const tasks = await connect(link).tasks.list.query();
    expect(tasks.map(({ name }) => name)).toEqual([
      'demo.crunch',
      'demo.sleep',
      'demo.stages',
      'test.count',
      'test.look',
      'test.shout',
      'test.talk',
    ]);
    expect(tasks.at(-2)).toMatchObject({ kind: 'batch', unit: 'name', inputSchema: { type: 'object' } });
  });

  it('a batch is planned, started, and all of it can be asked for', async () => {
    const client = connect(link);
    const input = { names: ['ann', 'bob'] };
    const plan = await client.tasks.plan.mutate({ task: 'test.shout', input, limit: 1 });
    expect(plan).toMatchObject({ items: [{ key: 'ann', change: 'ANN' }], total: 2, more: true });

    const { id } = await client.jobs.start.mutate({ task: 'test.shout', input, except: ['bob'] });
    await vi.waitFor(async () => expect((await client.jobs.get.query({ id })).state).toBe('succeeded'), { timeout: 10_000 });
    const { items } = await client.jobs.items.query({ id, states: ['done'] });
    expect(items.map(({ key }: JobItem) => key)).toEqual(['ann']);
    expect((await client.jobs.log.query({ id })).map(({ message }) => message)).toContain('ANN');
    const list = await client.jobs.list.query({ tasks: ['test.shout'], limit: 1 });
    expect(list.jobs[0]?.id).toBe(id);
    expect((await client.system.info.query()).counts.succeeded).toBeGreaterThan(0);
  });

  it('the same key starts the same job, and a job that runs can be cancelled, once', async () => {
    const client = connect(link);
    const request = { task: 'demo.sleep', input: { steps: 1e6 }, idempotencyKey: `${_name} 1` };
    const { id } = await client.jobs.start.mutate(request);
    expect((await client.jobs.start.mutate(request)).id).toBe(id);
    await client.jobs.cancel.mutate({ id });
    await vi.waitFor(async () => expect((await client.jobs.get.query({ id })).state).toBe('cancelled'), { timeout: 10_000 });
    await expect(client.jobs.cancel.mutate({ id })).rejects.toMatchObject({
      data: { reason: 'INVALID_STATE', code: 'CONFLICT' },
    });
  });

  it('what is refused has a reason, a code and a sentence, and no stack', async () => {
    const client = connect(link);
    const refused = async (asked: Promise<unknown>) => {
      const error = await asked.then(
        () => null,
        (error: unknown) => error,
      );
      if (!(error instanceof TRPCClientError)) throw new MilepostError('INTERNAL', 'Expected a refusal.', { cause: error });
      expect(error.message).toMatch(/[.!?]$|: /);
      expect(JSON.stringify(error.shape)).not.toMatch(/stack|node_modules|\.ts:/);
      return error.data as unknown;
    };
    expect(await refused(client.jobs.start.mutate({ task: 'no.such', input: {} }))).toMatchObject({
      reason: 'TASK_NOT_FOUND',
      httpStatus: 404,
    });
    expect(await refused(client.jobs.get.query({ id: 'nobody' }))).toMatchObject({ reason: 'JOB_NOT_FOUND', code: 'NOT_FOUND' });
    expect(await refused(client.jobs.start.mutate({ task: 'test.count', input: { to: 'x' } }))).toMatchObject({
      reason: 'INVALID_INPUT',
      issues: [{ path: ['to'] }],
    });
    expect(await refused(client.jobs.list.query({ limit: 501 }))).toMatchObject({
      reason: 'INVALID_INPUT',
      issues: [{ path: ['limit'] }],
    });
    expect(await refused(client.jobs.get.query({ id: 'x'.repeat(65) }))).toMatchObject({
      reason: 'INVALID_INPUT',
      code: 'BAD_REQUEST',
    });
    // Cast: without what the type asks for.
    expect(await refused(client.jobs.start.mutate({ task: 'test.count' } as never))).toMatchObject({
      reason: 'INVALID_INPUT',
      issues: [{ path: ['input'], message: 'Expected the input of the task, an object.' }],
    });
    // Cast: a procedure that the type does not know.
    const unknown = client as unknown as { no: { such: { query(): Promise<unknown> } } };
    expect(await refused(unknown.no.such.query())).toMatchObject({ code: 'NOT_FOUND', reason: 'INVALID_INPUT' });
  });
});

describe('a watcher', () => {
  it('sees a job from its snapshot to its end, and the subscription ends with it', async () => {
    const client = connect(() => wsLink({ client: sockets }));
    const { id } = await client.jobs.start.mutate({ task: 'test.count', input: { to: 50 } });
    const events = await watch(client, id);
    expect(events[0]?.type).toBe('snapshot');
    const last = events.at(-1);
    expect(last?.type === 'state' || last?.type === 'snapshot' ? last.job : null).toMatchObject({
      state: 'succeeded',
      result: { counted: 50 },
    });
  });

  it('whose connection breaks again and again misses no log line and sees none twice', async () => {
    const client = connect(() => wsLink({ client: sockets }));
    const { id } = await client.jobs.start.mutate({ task: 'demo.sleep', input: { steps: 10 } });
    let breaks = 0;
    const events = await watch(client, id, () => {
      if (breaks++ < 4) sockets.connection?.ws.close();
    });
    expect(breaks).toBeGreaterThan(1);
    const seen = events.flatMap((event) => (event.type === 'log' ? event.entries : event.type === 'snapshot' ? event.log : []));
    expect(seen).toEqual(await client.jobs.log.query({ id, limit: 1000 }));
    expect(events.filter(({ type }) => type === 'snapshot')).toHaveLength(1);
  });

  it('of a job that nobody knows is told so', async () => {
    const client = connect(() => wsLink({ client: sockets }));
    await expect(watch(client, 'nobody')).rejects.toMatchObject({ data: { reason: 'JOB_NOT_FOUND' } });
  });

  it('of all jobs sees a new one come and end', async () => {
    const client = connect(() => wsLink({ client: sockets }));
    const states: string[] = [];
    const feed = client.jobs.feed.subscribe(
      { tasks: ['test.count'] },
      {
        onData({ data }) {
          if (data.type === 'snapshot') states.push('snapshot');
          if (data.type === 'jobs') states.push(...data.jobs.map(({ state }) => state));
        },
      },
    );
    await vi.waitFor(() => expect(states[0]).toBe('snapshot'));
    await client.jobs.start.mutate({ task: 'test.count', input: { to: 1 } });
    await vi.waitFor(() => expect(states.at(-1)).toBe('succeeded'), { timeout: 10_000 });
    feed.unsubscribe();
  });

  function watch(client: ReturnType<typeof connect>, id: string, onEvent = () => {}): Promise<WatchEvent[]> {
    const events: WatchEvent[] = [];
    return new Promise((resolve, reject) => {
      client.jobs.watch.subscribe(
        { id },
        {
          onData({ data }) {
            events.push(data);
            onEvent();
          },
          onError: reject,
          onComplete: () => resolve(events),
        },
      );
    });
  }
});

it('a batch of more than 20 calls is refused, with how many it may be', async () => {
  const path = `/trpc/${Array(21).fill('tasks.list').join(',')}?batch=1`;
  const { status, body } = await ask(server, { path, headers: { ...bearer, ...json } });
  expect(status).toBe(413);
  expect(JSON.parse(body).error).toMatchObject({ message: 'At most 20 calls in one request.', data: { reason: 'TOO_MANY' } });
});

it('a Milepost that is closed is said to be so, and not ready', async () => {
  const closing = await openTestServer();
  await closing.milepost.close();
  const answer = await ask(closing, { path: '/trpc/system.info', headers: bearer });
  expect(JSON.parse(answer.body).error.data).toMatchObject({ reason: 'CLOSED', httpStatus: 503 });
  expect((await ask(closing, { path: '/readyz' })).status).toBe(503);
  await closing.close();
});

it('an error that nobody foresaw is masked, and the log tells of it under the id that the client is shown', async () => {
  const lines: string[] = [];
  const breaking = Object.create(server.milepost, {
    observe: { value: () => () => {} },
    info: { value: () => Promise.reject(new Error('ENOENT: /home/ann/secret')) },
  });
  const other = await openServer(breaking, {
    port: 0,
    token,
    log: pino({ level: 'error' }, { write: (line) => lines.push(line) }),
  });
  const response = await fetch(`${other.url}/trpc/system.info`, { headers: bearer });
  const { error } = (await response.json()) as { error: { message: string; data: { logId: string; reason: string } } }; // as the wire has it
  await other.close();
  expect(response.status).toBe(500);
  expect(error.data.reason).toBe('INTERNAL');
  expect(error.message).toContain(error.data.logId);
  expect(JSON.stringify(error)).not.toMatch(/ENOENT|secret|stack/);
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    logId: error.data.logId,
    path: 'system.info',
    err: { message: 'ENOENT: /home/ann/secret' },
  });
});

describe('opening', () => {
  it('on a port that is taken says so', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await expect(openServer(server.milepost, { port, token, log: 'silent' })).rejects.toThrow(`Port ${port} is taken`);
    other.close();
  });

  it('to others needs the names under which it may be called', async () => {
    await expect(openServer(server.milepost, { host: '0.0.0.0', port: 0, token })).rejects.toThrow('name the hosts');
    await expect(openServer(server.milepost, { host: '', port: 0, token })).rejects.toThrow('name the hosts');
  });

  it('without a token is refused', async () => {
    await expect(openServer(server.milepost, { port: 0, token: '' })).rejects.toThrow('Expected a token');
  });
});

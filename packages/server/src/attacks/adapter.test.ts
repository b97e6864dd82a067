// What tRPC's WebSocket adapter lets through as it comes, by its number, and what is done about it here. Each is replayed against a
// server in a process of its own, while an honest client is served. docs/security.md has the same list.
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { ask, bearer } from '../testing/ask.ts';
import { openTarget, type Target } from '../testing/open-target.ts';
import { sendRaw } from '../testing/send-raw.ts';
import { call, closeCodeOf, nextMessage, openSocket, refusalOf } from '../testing/sockets.ts';

interface Message {
  readonly id: number;
  readonly result?: {
    readonly type: string;
    readonly data?: { readonly id?: string; readonly data?: { readonly type: string } };
  };
  readonly error?: { readonly data: { readonly reason: string } };
}

const login = `Authorization: ${bearer.authorization}`;
const upgrade = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

let target: Target;
beforeAll(async () => {
  target = await openTarget({ limits: { stallTimeout: 2_000 } });
});
afterEach(() => target.checkUnharmed(), 60_000);
afterAll(() => target.close());

it.each(['a b%', '', '[', 'localhost:99999'])(
  '1 · the Host %j, which would end the process, is answered with 421',
  async (host) => {
    expect(await sendRaw(target, ['GET /ws HTTP/1.1', `Host: ${host}`, ...upgrade, login, ''])).toMatch(/^HTTP\/1.1 421 /);
  },
);

it('2 · a WebSocket elsewhere than at /ws is refused, and a bad frame behind it reaches nobody', async () => {
  const stream = connect(target.port, '127.0.0.1').on('error', () => {});
  stream.write(['GET /elsewhere HTTP/1.1', `Host: ${target.host}`, ...upgrade, login, '', ''].join('\r\n'));
  stream.write(Buffer.from([0xff, 0x80, 0, 0, 0, 0]));
  const [answer] = await once(stream, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1.1 404 /);
  stream.destroy();
});

it('3 · a page from elsewhere opens no socket', async () => {
  for (const origin of ['http://evil.example', 'null', 'http://localhost:1', `https://evil.${target.host}`])
    expect(await refusalOf(target, { ...bearer, origin })).toBe(403);
});

it('4 · a form of a foreign page runs no mutation, not even one that needs no input', async () => {
  const body = '--x\r\ncontent-disposition: form-data; name="0"\r\n\r\n{}\r\n--x--\r\n';
  for (const type of ['multipart/form-data; boundary=x', 'application/x-www-form-urlencoded', 'text/plain']) {
    const headers = { ...bearer, 'content-type': type };
    expect((await ask(target, { path: '/trpc/system.loginLink', method: 'POST', headers, body })).status).toBe(415);
  }
});

it('5 · a reader that does not read costs less than 2 MB however much the job says, and is dropped', async () => {
  const readers = 30;
  const headers = { ...bearer, 'content-type': 'application/json' };
  const talk = async () => {
    const body = JSON.stringify({ task: 'test.talk', input: { lines: 4_000, padding: 8_000 } });
    return JSON.parse((await ask(target, { path: '/trpc/jobs.start', method: 'POST', headers, body })).body).result.data.id;
  };
  const metrics = async () => (await ask(target, { path: '/metrics', headers: bearer })).body;
  /** What is used at the most until `over`, beyond what is used at first. */
  const mostUsed = async (over: () => Promise<boolean>) => {
    const { used } = await target.memory();
    let most = 0;
    const look = async () => {
      most = Math.max(most, (await target.memory()).used - used);
      return over();
    };
    await expect.poll(look, { timeout: 60_000, interval: 100 }).toBe(true);
    return most;
  };

  // First without readers: what the job itself takes, as its lines that wait for the disk, is no reader's.
  await talk();
  const alone = await mostUsed(async () => !(await metrics()).includes('milepost_jobs{task="test.talk"'));
  const sockets = await Promise.all(Array.from({ length: readers }, () => openSocket(target)));
  const id = await talk();
  for (const socket of sockets) {
    socket.send(call(1, 'subscription', 'jobs.watch', { id }));
    socket.send(call(2, 'subscription', 'jobs.watch', { id }));
    socket.pause();
    socket.on('error', () => {});
  }
  const dropped = async () => Number(/^milepost_watchers_dropped_total (\d+)/m.exec(await metrics())?.[1]);
  const watched = await mostUsed(async () => (await dropped()) >= readers);
  expect(watched).toBeLessThan(alone + readers * 2_000_000);
  for (const socket of sockets) socket.terminate();
}, 90_000);

it('6 · of 6,400 subscriptions on one socket 32 are let in', async () => {
  const socket = await openSocket(target);
  const answers = new Map<number, Message>();
  socket.on('message', (data) => {
    if (!String(data).startsWith('{')) return;
    const message: Message = JSON.parse(String(data));
    if (message.error || message.result?.type === 'started') answers.set(message.id, message);
  });
  // 50 calls in a message, and no more messages than may come at once.
  for (let at = 0; at < 4_900; at += 50) {
    const calls = Array.from({ length: 50 }, (_, index) => call(at + index + 1, 'subscription', 'jobs.feed', {}));
    socket.send(`[${calls.join(',')}]`);
  }
  await expect.poll(() => answers.size, { timeout: 30_000 }).toBe(4_900);
  const all = [...answers.values()];
  expect(all.filter(({ result }) => result)).toHaveLength(32);
  expect(all.filter(({ error }) => error?.data.reason === 'TOO_MANY')).toHaveLength(4_868);
  const closed = closeCodeOf(socket);
  for (let at = 4_900; at < 6_400; at++) socket.send(call(at, 'subscription', 'jobs.feed', {}));
  expect(await closed).toBe(1008);
}, 60_000);

it('7 · a subscription that waits for what may never come is stopped at once, and its number is free again', async () => {
  const socket = await openSocket(target);
  for (let round = 0; round < 3; round++) {
    socket.send(call(1, 'subscription', 'jobs.feed', { tasks: ['nobody.starts-this'] }));
    await nextMessage<Message>(socket, ({ id, result }) => id === 1 && result?.type === 'data');
    socket.send('{"id":1,"method":"subscription.stop"}');
    await nextMessage<Message>(socket, ({ id, result }) => id === 1 && result?.type === 'stopped');
  }
  socket.terminate();
});

it('9 · every event has its number, so that none takes away the place to go on from', async () => {
  const socket = await openSocket(target);
  const events: Message[] = [];
  socket.on('message', (data) => {
    if (String(data).startsWith('{')) events.push(JSON.parse(String(data)));
  });
  socket.send(call(1, 'mutation', 'jobs.start', { task: 'test.count', input: { to: 2_000 }, idempotencyKey: 'nine' }));
  const { result } = await nextMessage<{ id: number; result?: { data: { id: string } } }>(socket, ({ id }) => id === 1);
  socket.send(call(2, 'subscription', 'jobs.watch', { id: result?.data.id }));
  await nextMessage<Message>(socket, ({ id, result }) => id === 2 && result?.type === 'stopped');
  const told = events.filter(({ id, result }) => id === 2 && result?.type === 'data');
  expect(told.length).toBeGreaterThan(1);
  for (const { result } of told) expect(result?.data?.id).toMatch(/^[2-9a-z]{8}:\d+$/);
  socket.terminate();
});

it('11 · a start whose socket breaks before its answer comes is done once, however often it is asked for again', async () => {
  const request = { task: 'test.count', input: { to: 1 }, idempotencyKey: 'eleven' };
  for (let round = 0; round < 5; round++) {
    const socket = await openSocket(target);
    socket.send(call(1, 'mutation', 'jobs.start', request), () => socket.terminate());
    await once(socket, 'close');
  }
  const socket = await openSocket(target);
  socket.send(call(1, 'mutation', 'jobs.start', request));
  const { result } = await nextMessage<{ id: number; result?: { data: { id: string } } }>(socket, ({ id }) => id === 1);
  socket.send(call(2, 'query', 'jobs.list', { tasks: ['test.count'], text: result?.data.id }));
  const list = await nextMessage<{ id: number; result?: { data: { jobs: unknown[] } } }>(socket, ({ id }) => id === 2);
  expect(list.result?.data.jobs).toHaveLength(1);
  socket.terminate();
});

it('12 · a peer that has gone without a word is noticed, and let go', async () => {
  const impatient = await openTarget({ limits: { pingAfter: 500, pongWithin: 2_000 } });
  const stream = connect(impatient.port, '127.0.0.1').on('error', () => {});
  stream.write(['GET /ws HTTP/1.1', `Host: ${impatient.host}`, ...upgrade, login, '', ''].join('\r\n'));
  // It reads, so that the connection is well, and answers no ping.
  await once(stream.resume(), 'close');
  await impatient.checkUnharmed();
  await impatient.close();
}, 60_000);

it('15 · a socket that says it will tell more about itself, and does not, is not waited for', async () => {
  expect(await refusalOf(target, {}, '/ws?connectionParams=1')).toBe(401);
  const socket = await openSocket(target, bearer, '/ws?connectionParams=1');
  socket.send(call(1, 'query', 'tasks.list'));
  expect((await nextMessage<Message>(socket, ({ id }) => id === 1)).result).toBeDefined();
  socket.terminate();
});

it('16 · tRPC is not older than the first that hears when a caller leaves', () => {
  const { version } = createRequire(import.meta.url)('@trpc/server/package.json') as { version: string }; // as packages have it
  expect(version.localeCompare('11.25.2', 'en', { numeric: true })).toBeGreaterThanOrEqual(0);
});

it('13 · closing ends for all, also for those who do not leave', async () => {
  const other = await openTarget({ limits: { closeGrace: 200 } });
  const mute = await openSocket(other);
  mute.pause();
  const idle = connect(other.port, '127.0.0.1').on('error', () => {});
  await once(idle, 'connect');
  await other.close();
  mute.terminate();
  idle.destroy();
});

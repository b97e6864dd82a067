import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ask, askHonestly, bearer } from '../testing/ask.ts';
import { openTestServer, type TestServer } from '../testing/open-test-server.ts';
import { call, closeCodeOf, nextMessage, openSocket, refusalOf } from '../testing/sockets.ts';

interface Message {
  id: number | null;
  result?: { type: string; data?: unknown };
  error?: { data: { code: string; reason: string } };
}

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.close());
afterEach(async () => {
  expect((await askHonestly(server)).status).toBe(200);
});

describe('what a socket sends', () => {
  it('a message of more than 256 KiB ends it', async () => {
    const socket = await openSocket(server);
    socket.send('x'.repeat(300 * 1024));
    expect(await closeCodeOf(socket)).toBe(1009);
  });

  it.each([
    ['reserved bits', [0xff, 0x80, 0, 0, 0, 0]],
    ['an unmasked frame', [0x81, 0x01, 0x41]],
    ['a length of 2^63', [0x81, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0]],
    ['text that is not UTF-8', [0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe]],
    ['a continuation of nothing', [0x80, 0x80, 0, 0, 0, 0]],
    ['a close frame of one byte', [0x88, 0x81, 0, 0, 0, 0, 1]],
  ])('%s ends it', async (_name, bytes) => {
    const stream = connect(server.port, '127.0.0.1');
    const head = [
      'GET /ws HTTP/1.1',
      `Host: ${server.host}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
    ];
    const login = ['Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', `Authorization: ${bearer.authorization}`];
    stream.write([...head, ...login, '', ''].join('\r\n'));
    const [answer] = await once(stream, 'data');
    expect(String(answer)).toContain('101 Switching Protocols');
    stream.on('error', () => {});
    stream.resume().write(Buffer.from(bytes));
    await once(stream, 'close');
  });

  it.each([
    'not JSON',
    '[',
    '{}',
    '[]',
    'null',
    '{"id":{}}',
    '{"id":1,"method":"query"}',
    '{"id":1,"method":"nothing","params":{}}',
  ])('is answered with an error or not at all: %s', async (message) => {
    const socket = await openSocket(server);
    socket.send(message);
    socket.send(call(7, 'query', 'tasks.list'));
    expect((await nextMessage<Message>(socket, ({ id }) => id === 7)).result?.type).toBe('data');
    socket.terminate();
  });

  it('more than 100 messages at once end it', async () => {
    const socket = await openSocket(server);
    for (let id = 0; id < 150; id++) socket.send(call(id, 'query', 'tasks.list'));
    expect(await closeCodeOf(socket)).toBe(1008);
  });

  it('names that every object has are no tasks and no procedures', async () => {
    const socket = await openSocket(server);
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      socket.send(call(1, 'mutation', 'jobs.start', { task: name, input: {} }));
      expect((await nextMessage<Message>(socket, ({ id }) => id === 1)).error?.data.reason).toBe('TASK_NOT_FOUND');
      socket.send(call(2, 'query', name));
      expect((await nextMessage<Message>(socket, ({ id }) => id === 2)).error?.data.code).toBe('NOT_FOUND');
    }
    socket.terminate();
  });

  it('JSON that is nested too deep is refused', async () => {
    const socket = await openSocket(server);
    const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
    socket.send(`{"id":1,"method":"mutation","params":{"path":"jobs.start","input":{"task":"test.count","input":${deep}}}}`);
    const { error } = await nextMessage<Message>(socket, ({ id }) => id === 1);
    expect(error?.data.reason).toBe('INVALID_INPUT');
    socket.terminate();
  });
});

describe('how many', () => {
  it('subscriptions a socket may have: 32, and one that ends makes room', async () => {
    const socket = await openSocket(server);
    const answers = new Map<number, Message>();
    socket.on('message', (data) => {
      const message: Message = JSON.parse(String(data));
      if (message.id !== null && (message.error || message.result?.type !== 'data')) answers.set(message.id, message);
    });
    for (let id = 1; id <= 40; id++) socket.send(call(id, 'subscription', 'jobs.feed', {}));
    await vi.waitFor(() => expect(answers.size).toBe(40));
    const refused = [...answers.values()].filter(({ error }) => error);
    expect(refused).toHaveLength(8);
    expect(refused.every(({ error }) => error?.data.reason === 'TOO_MANY')).toBe(true);

    socket.send(JSON.stringify({ id: 1, method: 'subscription.stop' }));
    await nextMessage<Message>(socket, ({ id, result }) => id === 1 && result?.type === 'stopped');
    socket.send(call(41, 'subscription', 'jobs.feed', {}));
    await vi.waitFor(() => expect(answers.get(41)?.result?.type).toBe('started'));
    socket.terminate();
  });

  it('sockets there may be: the next one is told so', async () => {
    const small = await openTestServer({ limits: { sockets: 2 } });
    const sockets = [await openSocket(small), await openSocket(small)];
    expect(await refusalOf(small, bearer)).toBe(503);
    for (const socket of sockets) socket.terminate();
    await small.close();
  });

  it('subscriptions there may be over HTTP: none', async () => {
    const answer = await ask(server, {
      path: '/trpc/jobs.feed?input=%7B%7D',
      headers: { ...bearer, accept: 'text/event-stream' },
    });
    expect(answer.body).not.toContain('snapshot');
  });
});

it('a reader that reads nothing is dropped, and costs no more than its bound', async () => {
  const strict = await openTestServer({
    limits: { pauseAbove: 64 * 1024, stallTimeout: 300, messageRate: 1e6, messageBurst: 1e6 },
  });
  const socket = await openSocket(strict);
  const closed = once(socket, 'close');
  socket.on('error', () => {});
  socket.pause();
  const before = process.memoryUsage().rss;
  let id = 0;
  const flood = setInterval(() => {
    for (let count = 0; count < 500 && socket.readyState === socket.OPEN; count++) socket.send(call(++id, 'query', 'tasks.list'));
  }, 5);
  // A paused client does not notice its end either, until it fails to write.
  await Promise.race([
    closed,
    vi.waitFor(() => expect(socket.readyState).not.toBe(socket.OPEN), { timeout: 20_000, interval: 50 }),
  ]);
  clearInterval(flood);
  expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024);
  expect((await askHonestly(strict)).status).toBe(200);
  socket.terminate();
  await strict.close();
}, 30_000);

it('closing asks clients to come again, ends what stays, and leaves nothing', async () => {
  const leaving = await openTestServer({ limits: { closeGrace: 100 } });
  const polite = await openSocket(leaving);
  const mute = await openSocket(leaving);
  mute.pause();
  const idle = connect(leaving.port, '127.0.0.1');
  await once(idle, 'connect');
  idle.on('error', () => {}).resume();
  const idleClosed = once(idle, 'close');
  const asked = nextMessage<{ method?: string }>(polite, ({ method }) => method === 'reconnect');
  const code = closeCodeOf(polite);

  await leaving.close();
  await asked;
  expect(await code).toBe(1012);
  await idleClosed;
  await expect(askHonestly(leaving)).rejects.toThrow('ECONNREFUSED');
  mute.terminate();
});

it('who asks for a WebSocket while it closes is refused, and does not hold it up', async () => {
  const leaving = await openTestServer({ limits: { closeGrace: 300 } });
  const mute = await openSocket(leaving);
  mute.pause();
  const late = connect(leaving.port, '127.0.0.1');
  const answered = text(late);
  const [first, ...rest] = [
    'GET /ws HTTP/1.1',
    `Host: ${leaving.host}`,
    `Authorization: ${bearer.authorization}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    '\r\n',
  ];
  late.write(`${first}\r\n`);
  // It has come before this is answered.
  await askHonestly(leaving);
  const closed = leaving.close();
  late.write(rest.join('\r\n'));
  expect(await answered).toMatch(/^HTTP\/1\.1 503 .*"reason":"CLOSED"/s);
  await closed;
  mute.terminate();
});

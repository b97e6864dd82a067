// Whatever is sent, the server answers or closes; it never falls. `MILEPOST_FUZZ_RUNS` says how often, for the long form.
import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { appRouter } from '../router.ts';
import { ask, bearer, json } from '../testing/ask.ts';
import { openTarget, type Target } from '../testing/open-target.ts';
import { call, openSocket } from '../testing/sockets.ts';

const numRuns = Number(process.env.MILEPOST_FUZZ_RUNS ?? 40);

let target: Target;
beforeAll(async () => {
  target = await openTarget({ limits: { messageRate: 1e6, messageBurst: 1e6 } });
}, 60_000);
afterEach(() => target.checkUnharmed(), 60_000);
afterAll(() => target.close(), 60_000);

// Cast: tRPC's type has the procedures nested, but they are under their full names.
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>);

const name = fc.constantFrom(
  'id',
  'task',
  'input',
  'limit',
  'cursor',
  'states',
  'tasks',
  'after',
  'only',
  'path',
  'lastEventId',
  '__proto__',
  'text',
  'token',
);
const odd = fc.constantFrom<unknown>(
  null,
  -1,
  1e308,
  2 ** 53,
  0.5,
  '',
  '\0',
  '../..',
  'test.count',
  'running',
  [],
  {},
  [[]],
  true,
  '\ud800',
);
const value = fc.oneof(odd, fc.jsonValue(), fc.string({ unit: 'binary' }), fc.array(odd, { maxLength: 5 }));
const input = fc.oneof(value, fc.dictionary(name, value));

it.each(procedures.map(([path, { _def }]) => [path, _def.type] as const))(
  '%s is asked anything, over HTTP and as a message',
  async (path, type) => {
    const socket = await openSocket(target);
    const answered = new Set<number>();
    socket.on('message', (data) => {
      if (String(data).startsWith('{')) answered.add(JSON.parse(String(data)).id);
    });
    let last = 0;
    await fc.assert(
      fc.asyncProperty(input, async (input) => {
        const body = JSON.stringify(input);
        const asked =
          type === 'mutation'
            ? { path: `/trpc/${path}`, method: 'POST', headers: { ...bearer, ...json }, body }
            : { path: `/trpc/${path}?input=${encodeURIComponent(body)}`, headers: bearer };
        const answer = await ask(target, asked);
        expect(answer.status).toBeLessThan(500);
        socket.send(call(++last, type, path, input));
      }),
      { numRuns },
    );
    await expect.poll(() => answered.size, { timeout: 30_000 }).toBe(last);
    expect(socket.readyState).toBe(WebSocket.OPEN);
    socket.terminate();
  },
  120_000,
);

it('messages of any text are answered, or not', async () => {
  const part = fc.oneof(
    fc.constantFrom('{', '}', '[', ']', '"id":', '1', ',', '"method":', '"query"', '"subscription"', '"params":', 'null'),
    fc.string(),
  );
  const text = fc.oneof(
    fc.array(part, { maxLength: 12 }).map((parts) => parts.join('')),
    fc.json(),
    fc.string({ unit: 'binary' }),
  );
  const message = fc.record(
    {
      id: value,
      jsonrpc: value,
      method: fc.oneof(value, fc.constantFrom('query', 'mutation', 'subscription', 'subscription.stop', 'reconnect')),
      params: fc.oneof(value, fc.record({ path: value, input: value, lastEventId: value }, { requiredKeys: [] })),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          text,
          message.map((one) => JSON.stringify(one)),
        ),
        { minLength: 1, maxLength: 20 },
      ),
      async (messages) => {
        const socket = await openSocket(target);
        for (const one of messages) socket.send(one);
        socket.send(call(4711, 'query', 'tasks.list'));
        const heard = new Promise((resolve) => socket.on('message', (data) => String(data).includes('4711') && resolve(null)));
        await Promise.race([heard, once(socket, 'close')]);
        socket.terminate();
      },
    ),
    { numRuns },
  );
}, 120_000);

it('frames of any bytes end the socket, or wait for more', async () => {
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
  const head = [
    'GET /ws HTTP/1.1',
    `Host: ${target.host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    key,
    `Authorization: ${bearer.authorization}`,
    '',
    '',
  ];
  const frame = fc
    .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 64 }))
    .map(([first, second, rest]) => Buffer.from([first, second, ...rest]));
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 6 }), async (frames) => {
      const stream = connect(target.port, '127.0.0.1').on('error', () => {});
      stream.write(head.join('\r\n'));
      const [answer] = await once(stream, 'data');
      expect(String(answer)).toContain('101');
      const closed = once(stream.resume(), 'close');
      for (const one of frames) stream.write(one);
      stream.end();
      await closed;
    }),
    { numRuns },
  );
}, 120_000);

it('what is no HTTP, and HTTP with anything in it, is answered or cut off', async () => {
  const token = fc.string({ unit: fc.constantFrom(...'abcXYZ0/:.%?#@[]{}\\ \t\0\r\n-_=&;,'), maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(
      token,
      token,
      fc.array(fc.tuple(token, token), { maxLength: 4 }),
      token,
      async (method, path, headers, body) => {
        const stream = connect(target.port, '127.0.0.1').on('error', () => {});
        const closed = once(stream.resume(), 'close');
        const lines = [
          `Host: ${target.host}`,
          `Authorization: ${bearer.authorization}`,
          'Connection: close',
          ...headers.map(([name, value]) => `${name}: ${value}`),
        ];
        stream.end(`${method || 'GET'} /${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
        await closed;
      },
    ),
    { numRuns },
  );
}, 120_000);

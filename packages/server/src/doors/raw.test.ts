import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { askHonestly, bearer } from '../testing/ask.ts';
import { openTestServer, type TestServer } from '../testing/open-test-server.ts';
import { sendRaw } from '../testing/send-raw.ts';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer({ limits: { headersTimeout: 200, requestTimeout: 400, checkInterval: 50 } });
});
afterAll(() => server.close());
afterEach(async () => {
  expect((await askHonestly(server)).status).toBe(200);
});

const login = `Authorization: ${bearer.authorization}`;
const upgrade = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

it('an empty host is not answered, over HTTP or as a WebSocket', async () => {
  expect(await sendRaw(server, ['GET /trpc/tasks.list HTTP/1.1', 'Host:', login, ''])).toMatch(/^HTTP\/1.1 421 /);
  expect(await sendRaw(server, ['GET /ws HTTP/1.1', 'Host: ', ...upgrade, login, ''])).toMatch(/^HTTP\/1.1 421 /);
});

it('no host at all is not answered either', async () => {
  expect(await sendRaw(server, ['GET /trpc/tasks.list HTTP/1.1', login, ''])).toMatch(/^HTTP\/1.1 400 /);
  expect(await sendRaw(server, ['GET /trpc/tasks.list HTTP/1.0', login, ''])).toMatch(/^HTTP\/1.1 421 /);
  expect(await sendRaw(server, ['GET /ws HTTP/1.0', ...upgrade, login, ''])).toMatch(/^HTTP\/1.1 4\d\d /);
});

it('a request that names two hosts is refused, though the first is ours', async () => {
  const hosts = [`Host: ${server.host}`, 'Host: elsewhere.example'];
  expect(await sendRaw(server, ['GET /trpc/tasks.list HTTP/1.1', ...hosts, login, ''])).toMatch(/^HTTP\/1.1 400 /);
  expect(await sendRaw(server, ['GET /ws HTTP/1.1', ...hosts, ...upgrade, login, ''])).toMatch(/^HTTP\/1.1 400 /);
});

it('a WebSocket with a broken handshake is refused', async () => {
  const host = `Host: ${server.host}`;
  const broken = upgrade.slice(0, 3);
  expect(await sendRaw(server, ['GET /ws HTTP/1.1', host, ...broken, 'Sec-WebSocket-Key: short', login, ''])).toMatch(
    /^HTTP\/1.1 400 /,
  );
  expect(await sendRaw(server, ['GET /elsewhere HTTP/1.1', host, ...upgrade, login, ''])).toMatch(/^HTTP\/1.1 404 /);
});

it('one who takes too long to send the headers, or the body, is sent away', async () => {
  expect(await sendRaw(server, ['GET /trpc/tasks.list HTTP/1.1', `Host: ${server.host}`])).toMatch(/^HTTP\/1.1 408 /);
  const post = [
    'POST /trpc/jobs.start HTTP/1.1',
    `Host: ${server.host}`,
    login,
    'Content-Type: application/json',
    'Content-Length: 100',
    '',
    '{',
  ];
  expect(await sendRaw(server, post)).toMatch(/^HTTP\/1.1 408 /);
});

it('headers of more than 16 KiB are refused, and so is what is no HTTP', async () => {
  const long = ['GET / HTTP/1.1', `Host: ${server.host}`, `X: ${'x'.repeat(20_000)}`, ''];
  expect(await sendRaw(server, long)).toMatch(/^HTTP\/1.1 431 /);
  expect(await sendRaw(server, ['\u0016\u0003\u0001 hello', ''])).toMatch(/^HTTP\/1.1 400 /);
});

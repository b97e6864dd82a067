import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Client, createClient, MilepostError, Unreachable } from './index.ts';
import { type House, openHouse } from './testing/house.ts';

/** Lets everyone in and says nothing. */
let silent: Server;
let silentUrl: string;
let house: House;
beforeAll(async () => {
  // It reads, so that it sees who goes away.
  silent = createServer((socket) => socket.resume().on('error', () => {}));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  silentUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`; // a server that listens on a port has an AddressInfo
  house = await openHouse();
});
afterAll(async () => {
  silent.close();
  await house.close();
});

const calls: [string, (client: Client) => Promise<unknown>][] = [
  ['get', (client) => client.jobs.get('one')],
  ['start', (client) => client.start('demo.sleep', {})],
  ['plan', (client) => client.plan('demo.sleep', {})],
  ['cancel', (client) => client.job('one').cancel()],
  ['watch', (client) => client.watch('one').next()],
  ['result', (client) => client.job('one').result()],
  ['log', (client) => client.job('one').log().next()],
  ['feed', (client) => client.feed().next()],
];

test.each(calls)('%s fails when nobody listens', async (_name, call) => {
  const url = 'http://127.0.0.1:9';
  const client = createClient({ url, timeout: 5000 });
  const error = await call(client).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(Unreachable);
  expect(error).toMatchObject({ url, message: expect.stringContaining(url) });
  await client.close();
});

test.each(calls)('%s fails in time when no answer comes', async (_name, call) => {
  const client = createClient({ url: silentUrl, timeout: 300 });
  const since = performance.now();
  await expect(call(client)).rejects.toBeInstanceOf(Unreachable);
  expect(performance.now() - since).toBeLessThan(5000);
  await client.close();
});

test.each(calls)('%s is refused as UNAUTHORIZED with a wrong token', async (_name, call) => {
  const client = createClient({ url: house.url, token: 'wrong', timeout: 5000 });
  const error = await call(client).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(MilepostError);
  expect(error).toMatchObject({ reason: 'UNAUTHORIZED' });
  await client.close();
});

/** Answers whatever is asked, but for a job, at once; and a job when that is awaited. */
async function openSlowServer(answered: Promise<unknown>): Promise<Client> {
  const server = createHttpServer(async (request, response) => {
    if (request.url?.includes('jobs.get')) await answered;
    response.setHeader('content-type', 'application/json').end('{"result":{"data":{}}}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a server that listens on a port has one
  const client = createClient({ url: `http://127.0.0.1:${port}`, timeout: 300 });
  const asking = setInterval(() => client.system.info().catch(() => {}), 30);
  onTestFinished(async () => {
    clearInterval(asking);
    await client.close();
    server.closeAllConnections();
    server.close();
  });
  return client;
}

test('while a server answers other calls, one that it has not come to yet is waited for', async () => {
  const client = await openSlowServer(new Promise((resolve) => void setTimeout(resolve, 700)));
  await expect(client.jobs.get('one')).resolves.toEqual({});
});

test('a call that a server never comes to fails, though it answers others', async () => {
  const client = await openSlowServer(new Promise(() => {}));
  await expect(client.jobs.get('one')).rejects.toThrow(/^No answer came from http:\S+ within \d\.\d s\.$/);
});

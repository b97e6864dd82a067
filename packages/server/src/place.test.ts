import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { findPlace, readUrl, withoutPrefix } from './place.ts';
import { bearer } from './testing/ask.ts';
import { openProxy, type TestProxy } from './testing/open-proxy.ts';
import { openTestServer, type TestServer } from './testing/open-test-server.ts';

let pages: string;
beforeAll(async () => {
  pages = await mkdtemp(join(tmpdir(), 'milepost-pages-'));
  await mkdir(join(pages, 'assets'));
  await writeFile(join(pages, 'index.html'), '<script src="./assets/app.js"></script><link href="./favicon.svg">');
  await writeFile(join(pages, 'assets', 'app.js'), 'export {};');
});
afterAll(() => rm(pages, { recursive: true }));

describe.each([
  ['passes the path on as it is', false],
  ['takes its prefix away', true],
])('behind a proxy that encrypts, has a prefix, and %s', (_name, strips) => {
  let server: TestServer;
  let proxy: TestProxy;
  let base: string;
  /** What a browser says there. The proxy only claims that it encrypts. */
  const own = 'https://photos.example';
  beforeAll(async () => {
    server = await openTestServer({ url: 'https://photos.example/milepost/', trustProxy: ['127.0.0.0/8'], pages });
    const headers = () => ({ host: 'backend', 'x-forwarded-host': 'photos.example', 'x-forwarded-proto': 'https' });
    proxy = await openProxy(server.port, { prefix: '/milepost', strips, headers });
    base = `http://127.0.0.1:${proxy.port}/milepost`;
  });
  afterAll(async () => {
    proxy.close();
    await server.close();
  });

  async function logIn(): Promise<string> {
    const link = server.loginUrl();
    expect(link).toMatch(/^https:\/\/photos\.example\/milepost\/login\?code=/);
    const answer = await fetch(link.replace('https://photos.example/milepost', base), { redirect: 'manual' });
    expect(answer.headers.get('location')).toBe('/milepost/');
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/; Path=\/milepost\/; HttpOnly; SameSite=Strict; .*; Secure$/);
    return cookie.split(';')[0] ?? '';
  }

  it('the pages name what they need from the prefix on', async () => {
    const cookie = await logIn();
    const page = await (await fetch(`${base}/jobs/abc`, { headers: { cookie } })).text();
    expect(page).toBe('<script src="/milepost/assets/app.js"></script><link href="/milepost/favicon.svg">');
    expect((await fetch(`${base}/assets/app.js`, { headers: { cookie } })).status).toBe(200);
    const away = await fetch(`${base}/jobs`, { headers: { accept: 'text/html' }, redirect: 'manual' });
    expect(away.headers.get('location')).toBe('/milepost/login');
    expect(await (await fetch(`${base}/login`)).text()).toContain('action="/milepost/login"');
  });

  it('a browser acts with its cookie from there, and from nowhere else', async () => {
    const cookie = await logIn();
    const act = (origin: string) =>
      fetch(`${base}/trpc/jobs.start`, {
        method: 'POST',
        headers: { cookie, origin, 'content-type': 'application/json' },
        body: '{"task":"test.count","input":{"to":1}}',
      });
    expect((await act(own)).status).toBe(200);
    for (const origin of ['http://photos.example', 'https://backend', 'https://evil.example'])
      expect((await act(origin)).status).toBe(403);
  });

  it('a WebSocket opens', async () => {
    const socket = new WebSocket(`${base.replace('http', 'ws')}/ws`, { headers: { cookie: await logIn(), origin: own } });
    await once(socket, 'open');
    socket.terminate();
  });
});

describe('X-Forwarded headers', () => {
  it('of one who is not trusted mean nothing', async () => {
    const server = await openTestServer({ allowedHosts: ['photos.example'], trustProxy: ['10.0.0.0/8'] });
    const proxy = await openProxy(server.port, {
      prefix: '',
      strips: false,
      headers: () => ({ host: 'evil.example', 'x-forwarded-host': 'photos.example', 'x-forwarded-proto': 'https' }),
    });
    expect((await fetch(`http://127.0.0.1:${proxy.port}/trpc/tasks.list`, { headers: bearer })).status).toBe(421);
    proxy.close();
    await server.close();
  });

  it('of a trusted proxy do not open a door that is shut: the host must be one of the names', async () => {
    const server = await openTestServer({ trustProxy: ['127.0.0.1'] });
    const headers = () => ({ host: server.host, 'x-forwarded-host': 'evil.example' });
    const proxy = await openProxy(server.port, { prefix: '', strips: false, headers });
    expect((await fetch(`http://127.0.0.1:${proxy.port}/healthz`, { headers: bearer })).status).toBe(421);
    proxy.close();
    await server.close();
  });

  it.each(['', 'localhost', '10.0.0.0/33', '10.0.0.0/', '::1/129', '1.2.3'])(
    'the proxy %j cannot be trusted',
    async (trusted) => {
      await expect(openTestServer({ trustProxy: [trusted] })).rejects.toThrow('Expected the address of a proxy');
    },
  );
});

it('a prefix is taken away once, and only where it stands whole', () => {
  expect(withoutPrefix('/milepost/jobs?x', '/milepost')).toBe('/jobs?x');
  expect(withoutPrefix('/milepost?x', '/milepost')).toBe('/?x');
  expect(withoutPrefix('/mileposts', '/milepost')).toBe('/mileposts');
  expect(withoutPrefix('/milepost/milepost/', '/milepost')).toBe('/milepost/');
  expect(withoutPrefix('/jobs', '/milepost')).toBe('/jobs');
});

it('people are told the address that others use, programs of this machine the one that needs no proxy', () => {
  const wanted = { host: '127.0.0.1', port: 4400, encrypted: false, url: null, allowedHosts: [] };
  const both = ({ url, localUrl }: { url: string; localUrl: string }) => [url, localUrl];
  expect(both(findPlace(wanted))).toEqual(['http://localhost:4400', 'http://localhost:4400']);
  expect(both(findPlace({ ...wanted, url: readUrl('https://photos.example/m/') }))).toEqual([
    'https://photos.example/m',
    'http://localhost:4400/m',
  ]);
  expect(both(findPlace({ ...wanted, host: '0.0.0.0', allowedHosts: ['nas:4400'] }))).toEqual([
    'http://nas:4400',
    'http://localhost:4400',
  ]);
  expect(both(findPlace({ ...wanted, encrypted: true, url: readUrl('https://photos.example:4400') }))).toEqual(
    Array(2).fill('https://photos.example:4400'),
  );
  for (const text of ['photos.example', 'ftp://x/', 'http://x/?a', 'http://x/#a', 'http://x/a"b', ''])
    expect(() => readUrl(text)).toThrow('Expected an address');
});

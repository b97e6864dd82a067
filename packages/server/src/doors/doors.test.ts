import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask, askHonestly, bearer, json } from '../testing/ask.ts';
import { openTestServer, type TestServer } from '../testing/open-test-server.ts';
import { refusalOf } from '../testing/sockets.ts';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.close());
afterEach(async () => {
  expect((await askHonestly(server)).status).toBe(200);
});

const start = JSON.stringify({ task: 'test.count', input: { to: 1 } });

describe('the host', () => {
  const foreign = [
    'a b%',
    '[',
    'localhost:99999',
    'evil.example',
    'localhost',
    'localhost:1',
    '127.0.0.1.evil.example',
    'a@localhost',
  ];
  it.each(foreign)('%j is not answered, over HTTP or as a WebSocket', async (host) => {
    expect((await ask(server, { path: '/trpc/tasks.list', headers: { ...bearer, host } })).status).toBe(421);
    expect((await ask(server, { path: '/healthz', headers: { host } })).status).toBe(421);
    expect(await refusalOf(server, { ...bearer, host })).toBe(421);
  });

  it('may be any of the names of this machine', async () => {
    for (const name of ['localhost', 'LOCALHOST', '127.0.0.1', '[::1]']) {
      const { status } = await ask(server, { path: '/trpc/tasks.list', headers: { ...bearer, host: `${name}:${server.port}` } });
      expect(status).toBe(200);
    }
  });

  it('may be one that was allowed', async () => {
    const named = await openTestServer({ allowedHosts: ['Photos.example'] });
    try {
      expect((await ask(named, { path: '/healthz', headers: { host: 'photos.example' } })).status).toBe(200);
      expect((await ask(named, { path: '/healthz', headers: { host: 'photos.example:80' } })).status).toBe(421);
    } finally {
      await named.close();
    }
  });

  it.each(['//evil.example/trpc/tasks.list', '//[', '*'])('the target %s is not taken for a path', async (path) => {
    expect((await ask(server, { path, headers: bearer })).status).toBe(400);
  });
});

describe('the origin', () => {
  const foreign = ['http://evil.example', 'null', 'http://localhost:1', 'https://localhost', 'http://localhost', 'file://'];
  it.each(foreign)('%s may ask nothing, even with the token', async (origin) => {
    const asked = { headers: { ...bearer, ...json, origin } };
    expect((await ask(server, { ...asked, path: '/trpc/tasks.list' })).status).toBe(403);
    expect((await ask(server, { ...asked, path: '/trpc/jobs.start', method: 'POST', body: start })).status).toBe(403);
    expect(await refusalOf(server, { ...bearer, origin })).toBe(403);
  });

  it.each(['cross-site', 'same-site'])('a request that the browser calls %s is refused', async (site) => {
    const headers = { ...bearer, 'sec-fetch-site': site };
    expect((await ask(server, { path: '/trpc/tasks.list', headers })).status).toBe(403);
    expect(await refusalOf(server, headers)).toBe(403);
  });

  it('has to be named by a browser that acts with its cookie', async () => {
    const login = await ask(server, { path: server.loginUrl().slice(server.url.length) });
    const cookie = String(login.headers['set-cookie']).split(';')[0] ?? '';
    const act = { path: '/trpc/jobs.start', method: 'POST', body: start };
    expect((await ask(server, { ...act, headers: { ...json, cookie } })).status).toBe(403);
    expect(await refusalOf(server, { cookie })).toBe(403);
    expect((await ask(server, { ...act, headers: { ...json, cookie, origin: `http://${server.host}` } })).status).toBe(200);
  });
});

describe('the content', () => {
  it.each([
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'text/plain',
    'application/octet-stream',
    'application/jsonp',
  ])('of the type %s starts nothing', async (type) => {
    const headers = { ...bearer, 'content-type': type };
    const answer = await ask(server, { path: '/trpc/jobs.start', method: 'POST', body: start, headers });
    expect(answer.status).toBe(415);
    expect(JSON.parse(answer.body).error.data).toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE', reason: 'INVALID_INPUT' });
  });

  it('without a type starts nothing', async () => {
    expect((await ask(server, { path: '/trpc/jobs.start', method: 'POST', body: start, headers: bearer })).status).toBe(415);
  });

  it('of more than 1 MiB is refused by its length, and where the length is not told while it comes', async () => {
    const body = JSON.stringify({ task: 'test.count', input: 'x'.repeat(1024 * 1024) });
    const asked = { path: '/trpc/jobs.start', method: 'POST', body };
    const told = await ask(server, { ...asked, headers: { ...bearer, ...json, 'content-length': String(body.length) } });
    const untold = await ask(server, { ...asked, headers: { ...bearer, ...json, 'transfer-encoding': 'chunked' } });
    for (const { status, body } of [told, untold]) {
      expect(status).toBe(413);
      expect(JSON.parse(body).error.data.reason).toBe('TOO_MANY');
    }
  });

  it('is asked for with GET, HEAD or POST only', async () => {
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'TRACE']) {
      expect((await ask(server, { path: '/trpc/tasks.list', method, headers: bearer })).status).toBe(405);
    }
  });
});

describe('the login', () => {
  it.each([
    {},
    { authorization: 'Bearer wrong' },
    { authorization: 'Basic abc' },
    { cookie: 'milepost-1=x' },
    { authorization: 'Bearer ' },
  ])('is missing in %j: a coded error, and no WebSocket', async (headers) => {
    const answer = await ask(server, { path: '/trpc/tasks.list', headers });
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.body).error).toMatchObject({ code: -32001, data: { code: 'UNAUTHORIZED', reason: 'UNAUTHORIZED' } });
    expect(await refusalOf(server, headers)).toBe(401);
  });

  it('is not taken from the address', async () => {
    const token = bearer.authorization.slice(7);
    expect((await ask(server, { path: `/trpc/tasks.list?token=${token}` })).status).toBe(401);
    expect(await refusalOf(server, {}, `/ws?token=${token}`)).toBe(401);
  });
});

it('every answer carries the headers that keep foreign pages out', async () => {
  const paths = ['/', '/login', '/healthz', '/nothing', '/trpc/tasks.list', '/trpc/nothing'];
  const answers = await Promise.all(paths.map((path) => ask(server, { path, headers: bearer })));
  answers.push(await ask(server, { headers: { host: 'evil.example' } }), await ask(server, { path: '/trpc/tasks.list' }));
  for (const { headers } of answers) {
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'.*frame-ancestors 'none'/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
  }
});

// The settings that hold, row by row: what each risk is tried with, and how it is answered. Here who asks, and what they learn.
// Replayed against a server in a process of its own, while an honest client is served. docs/security.md has the table.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask, askToStart, bearer, json } from '../testing/ask.ts';
import { openTarget, type Target } from '../testing/open-target.ts';
import { openTestServer } from '../testing/open-test-server.ts';
import { openSocket, refusalOf } from '../testing/sockets.ts';

let target: Target;
let cookie: string;
beforeAll(async () => {
  target = await openTarget();
  const { headers } = await ask(target, { path: new URL(target.login).pathname + new URL(target.login).search });
  cookie = String(headers['set-cookie']).split(';')[0] ?? '';
}, 60_000);
afterEach(() => target.checkUnharmed(), 60_000);
afterAll(() => target.close(), 60_000);

describe('exposure', () => {
  it('an address that others can reach is not opened without the names under which it may be called', async () => {
    for (const host of ['0.0.0.0', '::', '192.168.1.5']) await expect(openTestServer({ host })).rejects.toThrow('name the hosts');
  });
});

describe('DNS rebinding', () => {
  it.each(['evil.example', 'localhost', '127.0.0.1.evil.example', 'localhost.', 'a@localhost'])(
    'as %s nobody is answered',
    async (host) => {
      for (const path of ['/', '/healthz', '/login', '/metrics', '/trpc/tasks.list'])
        expect((await ask(target, { path, headers: { ...bearer, host } })).status).toBe(421);
      expect(await refusalOf(target, { ...bearer, host })).toBe(421);
    },
  );
});

describe('cross-site WebSocket hijacking', () => {
  it('a cookie opens a socket for pages of this server alone; another port is another server', async () => {
    for (const origin of ['http://evil.example', 'http://localhost:1', 'http://localhost', 'null', ''])
      expect(await refusalOf(target, { cookie, origin })).toBe(403);
    expect(await refusalOf(target, { cookie })).toBe(403);
    (await openSocket(target, { cookie, origin: `http://${target.host}` })).terminate();
    (await openSocket(target, bearer)).terminate();
  });
});

describe('cross-site requests', () => {
  it.each(['multipart/form-data; boundary=x', 'application/x-www-form-urlencoded', 'text/plain', '', 'application/json-p'])(
    'content of the type %j starts nothing',
    async (type) => expect((await askToStart(target, { to: 1 }, { ...bearer, 'content-type': type })).status).toBe(415),
  );

  it('what the browser says is from elsewhere starts nothing, whatever cookie it has', async () => {
    const own = { cookie, origin: `http://${target.host}` };
    for (const site of ['cross-site', 'same-site', 'anything'])
      expect((await askToStart(target, { to: 1 }, { ...own, 'sec-fetch-site': site })).status).toBe(403);
    expect((await askToStart(target, { to: 1 }, { cookie })).status).toBe(403);
    expect((await askToStart(target, { to: 1 }, { cookie, origin: 'http://evil.example' })).status).toBe(403);
    expect((await askToStart(target, { to: 1 }, { ...own, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });
});

describe('the token', () => {
  it('nothing but the whole of it is good, and not in an address', async () => {
    const token = bearer.authorization.slice(7);
    for (const wrong of [token.slice(1), token.slice(0, -1), `${token}x`, token.toUpperCase(), '', ' ', '\u00e9'])
      expect((await ask(target, { path: '/trpc/tasks.list', headers: { authorization: `Bearer ${wrong}` } })).status).toBe(401);
    for (const path of [`/trpc/tasks.list?token=${token}`, `/trpc/tasks.list?access_token=${token}`])
      expect((await ask(target, { path })).status).toBe(401);
  });

  it('the link that was used is of no more use, and leads to an address without its code', async () => {
    expect((await ask(target, { path: new URL(target.login).pathname + new URL(target.login).search })).status).toBe(401);
  });
});

describe('leaks', () => {
  it('no error tells a stack, a path, or what a library said', async () => {
    const answers = await Promise.all([
      askToStart(target, 'x'),
      askToStart(target, { to: 'x' }),
      askToStart(target, { folder: '/etc' }, bearer, 'test.look'),
      ask(target, { path: '/trpc/jobs.get?input=%7B', headers: bearer }),
      ask(target, { path: '/trpc/jobs.list?input=%7B%22cursor%22%3A%22%00%22%7D', headers: bearer }),
      ask(target, { path: '/trpc/', headers: bearer }),
      ask(target, { path: '/trpc/jobs.start', method: 'POST', headers: { ...bearer, ...json }, body: '{"task":' }),
      ask(target, { path: '/trpc/jobs.start', headers: bearer }),
    ]);
    for (const { body, status } of answers) {
      expect(body).not.toMatch(/node_modules|\.(ts|js):\d|at \w+ \(|stack|SQLITE|milepost-target/i);
      if (status >= 500) expect(JSON.parse(body).error.data.logId).toBeDefined();
    }
  });
});

describe('headers', () => {
  it('every answer forbids what no page of ours needs', async () => {
    const paths = ['/', '/login', '/healthz', '/metrics', '/nothing', '/trpc/tasks.list', '/trpc/nothing'];
    const answers = await Promise.all(paths.flatMap((path) => [ask(target, { path }), ask(target, { path, headers: bearer })]));
    answers.push(await ask(target, { headers: { host: 'evil.example' } }));
    for (const { headers } of answers) {
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; .*frame-ancestors 'none'/);
      expect(headers['content-security-policy']).not.toMatch(/unsafe|\*|http/);
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cross-origin-opener-policy': 'same-origin' });
      expect(headers['cross-origin-resource-policy']).toBe('same-origin');
      expect(headers['referrer-policy']).toMatch(/^(no-referrer|same-origin)$/);
      expect(headers['access-control-allow-origin']).toBeUndefined();
      expect(headers['x-powered-by'] ?? headers.server).toBeUndefined();
    }
  });
});

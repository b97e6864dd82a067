import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask } from '../testing/ask.ts';
import { openTestServer, type TestServer, token } from '../testing/open-test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.close());

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const own = () => ({ ...form, origin: `http://${server.host}` });
const newLink = () => server.loginUrl().slice(server.url.length);

it('a link logs in once, with a cookie that no script reads and no other site sends, and leads to a clean address', async () => {
  const path = newLink();
  const first = await ask(server, { path });
  expect(first.status).toBe(303);
  expect(first.headers.location).toBe('/');
  expect(String(first.headers['set-cookie'])).toMatch(
    new RegExp(`^milepost-${server.port}=[^;]+; Path=/; HttpOnly; SameSite=Strict`),
  );
  expect(String(first.headers['set-cookie'])).not.toContain(token);

  const cookie = String(first.headers['set-cookie']).split(';')[0] ?? '';
  expect((await ask(server, { path: '/trpc/tasks.list', headers: { cookie } })).status).toBe(200);

  const second = await ask(server, { path });
  expect(second.status).toBe(401);
  expect(second.headers['set-cookie']).toBeUndefined();
  expect(second.body).toContain('used already');
});

it('a look at the link does not use it up', async () => {
  const path = newLink();
  expect((await ask(server, { path, method: 'HEAD' })).status).toBe(200);
  expect((await ask(server, { path })).status).toBe(303);
});

it('links that were never used do not pile up: the newest 32 are good', async () => {
  const links = Array.from({ length: 33 }, newLink);
  expect((await ask(server, { path: links[0] ?? '' })).status).toBe(401);
  expect((await ask(server, { path: links[1] ?? '' })).status).toBe(303);
});

it('the form takes the token', async () => {
  const right = await ask(server, {
    path: '/login',
    method: 'POST',
    headers: own(),
    body: new URLSearchParams({ token }).toString(),
  });
  expect(right.status).toBe(303);
  expect(right.headers['set-cookie']).toBeDefined();
});

it.each(['token=wrong', 'token=', '', 'x'.repeat(100_000)])('the form says what is wrong with %.20s', async (body) => {
  const answer = await ask(server, { path: '/login', method: 'POST', headers: own(), body });
  expect(answer.status).toBe(401);
  expect(answer.headers['set-cookie']).toBeUndefined();
  expect(answer.body).toContain('not a token');
});

it('a form of another page is not taken, nor one that does not say where it is from', async () => {
  const body = new URLSearchParams({ token }).toString();
  for (const headers of [form, { ...form, origin: 'http://evil.example' }, { ...form, origin: 'null' }]) {
    expect((await ask(server, { path: '/login', method: 'POST', headers, body })).status).toBe(403);
  }
});

it('whoever comes for a page without a login is led to where they get one', async () => {
  const page = await ask(server, { path: '/jobs/1', headers: { accept: 'text/html' } });
  expect([page.status, page.headers.location]).toEqual([303, '/login']);
  expect((await ask(server, { path: '/assets/x.js' })).status).toBe(401);

  const login = await ask(server, { path: '/login' });
  expect(login.status).toBe(200);
  expect(login.body).toContain('milepost serve');
  expect(login.headers['referrer-policy']).toBe('same-origin');
});

it('whether it lives and is ready can be asked without a login', async () => {
  expect((await ask(server, { path: '/healthz' })).body).toBe('{"ok":true}');
  expect((await ask(server, { path: '/readyz' })).status).toBe(200);
});

import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { appRouter } from '../router.ts';
import { type Answer, ask, bearer, bearerOf, json } from '../testing/ask.ts';
import { openTestServer, type TestServer } from '../testing/open-test-server.ts';
import { closeCodeOf, nextMessage, openSocket, refusalOf } from '../testing/sockets.ts';
import { addToken, readTokens, revokeToken } from './token-file.ts';

let server: TestServer;
beforeEach(async () => {
  server = await openTestServer();
});
afterEach(() => server.close());

const mutations = [
  'tasks.plan',
  'jobs.start',
  'jobs.cancel',
  'jobs.pause',
  'jobs.resume',
  'jobs.remove',
  'jobs.retry',
  'jobs.undo',
  'system.loginLink',
];
const get = (path: string, headers: Record<string, string>) => ask(server, { path: `/trpc/${path}`, headers });
const post = (path: string, headers: Record<string, string>, input: unknown = {}) =>
  ask(server, { path: `/trpc/${path}`, method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(input) });
const errorOf = ({ body }: Answer) => JSON.parse(body).error;
const logIn = async (link: string) => {
  const { headers } = await ask(server, { path: link.slice(server.url.length) });
  return { cookie: String(headers['set-cookie']).split(';')[0] ?? '', origin: `http://${server.host}` };
};

it('a token for watching lists and watches, and is told in a sentence that it changes nothing', async () => {
  const viewer = bearerOf(addToken(server.tokens, 'view', 'screen').token);
  expect((await get('tasks.list', viewer)).status).toBe(200);
  expect((await get('jobs.list', viewer)).status).toBe(200);
  expect(JSON.parse((await get('system.info', viewer)).body).result.data.role).toBe('view');
  expect((await get('files.list', viewer)).status).toBe(403);
  for (const name of mutations) {
    const answer = await post(name, viewer);
    expect({ name, status: answer.status }).toEqual({ name, status: 403 });
    expect(errorOf(answer).data).toMatchObject({ code: 'FORBIDDEN', reason: 'FORBIDDEN' });
    expect(errorOf(answer).message).toContain('"screen" is for watching');
  }

  const socket = await openSocket(server, viewer);
  socket.send('{"id":1,"method":"mutation","params":{"path":"jobs.start","input":{"task":"test.count","input":{"to":1}}}}');
  const refused = await nextMessage<{ id: number; error?: { data: { reason: string } } }>(socket, ({ id }) => id === 1);
  expect(refused.error?.data.reason).toBe('FORBIDDEN');
  socket.send('{"id":2,"method":"subscription","params":{"path":"jobs.feed","input":{}}}');
  await nextMessage<{ id: number; result?: { type: string } }>(socket, ({ id, result }) => id === 2 && result?.type === 'data');
  socket.terminate();
  expect((await server.milepost.list()).jobs).toEqual([]);
});

it('every mutation of the router is among those that watching does not allow', () => {
  // Cast: tRPC's type has the procedures nested, but they are under their full names.
  const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>);
  const names = procedures.filter(([, { _def }]) => _def.type === 'mutation');
  expect(names.map(([name]) => name).sort()).toEqual([...mutations].sort());
});

it('a token for operating may do all but make links', async () => {
  const operator = bearerOf(addToken(server.tokens, 'operate').token);
  const started = await post('jobs.start', operator, { task: 'test.count', input: { to: 1 } });
  expect(started.status).toBe(200);
  expect(JSON.parse((await get('system.info', operator)).body).result.data.role).toBe('operate');
  expect((await post('system.loginLink', operator)).status).toBe(403);
});

it('a link logs a browser in as the holder of a token, with its role', async () => {
  addToken(server.tokens, 'view', 'guest');
  const { url } = JSON.parse((await post('system.loginLink', bearer, { token: 'guest' })).body).result.data;
  const guest = await logIn(url);
  expect((await get('jobs.list', guest)).status).toBe(200);
  expect((await post('jobs.start', guest, { task: 'test.count', input: { to: 1 } })).status).toBe(403);
  expect((await post('system.loginLink', bearer, { token: 'nobody' })).status).toBe(400);
});

it('one that is revoked is out at once: its calls, its sockets, its browsers and the links that were not used yet', async () => {
  const { token } = addToken(server.tokens, 'operate', 'ann');
  addToken(server.tokens, 'view', 'bob');
  const socket = await openSocket(server, bearerOf(token));
  const browser = await logIn(server.loginUrl('ann'));
  const [bystander, another] = [await openSocket(server), await logIn(server.loginUrl('bob'))];
  const browserSocket = await openSocket(server, browser);
  const unused = server.loginUrl('ann');
  const closed = [closeCodeOf(socket), closeCodeOf(browserSocket)];

  revokeToken(server.tokens, 'ann');
  expect((await get('tasks.list', bearerOf(token))).status).toBe(401);
  expect((await get('tasks.list', browser)).status).toBe(401);
  expect((await ask(server, { path: unused.slice(server.url.length) })).status).toBe(401);
  expect(await refusalOf(server, bearerOf(token))).toBe(401);
  expect(await Promise.all(closed)).toEqual([1008, 1008]);

  expect((await get('tasks.list', another)).status).toBe(200);
  expect(bystander.readyState).toBe(bystander.OPEN);
  bystander.terminate();
});

it('what a socket sends after its token was revoked is not done any more', async () => {
  const { token } = addToken(server.tokens, 'operate', 'ann');
  const socket = await openSocket(server, bearerOf(token));
  revokeToken(server.tokens, 'ann');
  socket.send('{"id":1,"method":"mutation","params":{"path":"jobs.start","input":{"task":"test.count","input":{"to":1}}}}');
  expect(await closeCodeOf(socket)).toBe(1008);
  expect((await server.milepost.list()).jobs).toEqual([]);
});

it('tokens are kept as hashes, for their owner alone, and a hash is no token', async () => {
  const { token } = addToken(server.tokens, 'operate', 'ann');
  expect(statSync(server.tokens).mode & 0o777).toBe(0o600);
  expect(readFileSync(server.tokens, 'utf8')).not.toContain(token);
  const [kept] = readTokens(server.tokens);
  expect((await get('tasks.list', bearerOf(kept?.hash ?? ''))).status).toBe(401);
  expect((await get('tasks.list', { cookie: `milepost-${server.port}=${kept?.hash}` })).status).toBe(401);
});

it.each(['', 'nothing', '{}', '[{"name":"x"}]'])('a file that holds %j lets in nobody but the first', async (text) => {
  const { token } = addToken(server.tokens, 'operate', 'ann');
  writeFileSync(server.tokens, text);
  expect((await get('tasks.list', bearerOf(token))).status).toBe(401);
  expect((await get('tasks.list', bearer)).status).toBe(200);
});

it('names are unique, and not just anything', () => {
  addToken(server.tokens, 'view', 'ann');
  for (const name of ['ann', 'first', '', 'a b', '../x', 'x'.repeat(65)])
    expect(() => addToken(server.tokens, 'view', name)).toThrow();
  expect([addToken(server.tokens, 'view').name, addToken(server.tokens, 'view').name]).toEqual(['view-1', 'view-2']);
  expect(() => revokeToken(server.tokens, 'nobody')).toThrow('no token named "nobody"');
});

it('two commands do not change the file at once, and one that died meanwhile does not stand in the way for long', () => {
  const draft = `${server.tokens}.new`;
  writeFileSync(draft, '');
  expect(() => addToken(server.tokens, 'view', 'ann')).toThrow('try again');
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(draft, longAgo, longAgo);
  expect(addToken(server.tokens, 'view', 'ann').name).toBe('ann');
  rmSync(server.tokens);
});

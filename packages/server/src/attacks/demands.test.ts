// The settings that hold, row by row: what each risk is tried with, and how it is answered. Here what is asked, and how much.
// Replayed against a server in a process of its own, while an honest client is served. docs/security.md has the table.
import { once } from 'node:events';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Answer, ask, askToStart, bearer, json } from '../testing/ask.ts';
import { openTarget, type Target } from '../testing/open-target.ts';
import { sendRaw } from '../testing/send-raw.ts';
import { call, closeCodeOf, nextMessage, openSocket, refusalOf } from '../testing/sockets.ts';

let target: Target;
/** Short of patience and of room, as no server would be: so that the tests are quick. */
let small: Target;
beforeAll(async () => {
  target = await openTarget();
  small = await openTarget({
    limits: { headersTimeout: 500, requestTimeout: 1_000, checkInterval: 100, connections: 40, sockets: 8 },
  });
}, 60_000);
afterEach(() => Promise.all([target.checkUnharmed(), small.checkUnharmed()]), 60_000);
afterAll(() => Promise.all([target.close(), small.close()]), 60_000);

const reasonOf = ({ body }: Answer): string => JSON.parse(body).error.data.reason;

describe('the memory of a WebSocket', () => {
  it('a message of 100 MiB ends it long before it is there', async () => {
    const before = await target.memory();
    const socket = await openSocket(target);
    socket.on('error', () => {});
    const closed = closeCodeOf(socket);
    socket.send(Buffer.alloc(100 * 1024 * 1024));
    expect([1006, 1009]).toContain(await closed);
    const more = async () => (await target.memory()).used - before.used;
    expect(await more()).toBeLessThan(60_000_000);
    await expect.poll(more, { timeout: 20_000, interval: 100 }).toBeLessThan(20_000_000);
  }, 60_000);

  it('a message in thousands of pieces ends it', async () => {
    const socket = await openSocket(target);
    socket.on('error', () => {});
    const closed = once(socket, 'close');
    for (let piece = 0; piece < 5_000 && socket.readyState === WebSocket.OPEN; piece++) socket.send('x', { fin: false });
    await closed;
  });

  it('nothing is compressed, so that little cannot become much', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${target.port}/ws`, {
      headers: { host: target.host, ...bearer },
      perMessageDeflate: true,
    });
    await once(socket, 'open');
    expect(socket.extensions).toBe('');
    socket.terminate();
  });
});

describe('limits', () => {
  it('there are so many WebSockets and no more', async () => {
    const sockets = await Promise.all(Array.from({ length: 7 }, () => openSocket(small)));
    expect(await refusalOf(small, bearer)).toBe(503);
    for (const socket of sockets) socket.terminate();
    await expect
      .poll(() =>
        openSocket(small)
          .then((socket) => socket.terminate())
          .then(
            () => true,
            () => false,
          ),
      )
      .toBe(true);
  });

  it('more than 100 messages at once end a socket', async () => {
    const socket = await openSocket(target);
    const closed = closeCodeOf(socket);
    for (let id = 0; id < 200; id++) socket.send(call(id, 'query', 'system.info'));
    expect(await closed).toBe(1008);
  });

  it('a message of 51 calls and a request of 21 are refused', async () => {
    const socket = await openSocket(target);
    socket.send(`[${Array.from({ length: 51 }, (_, id) => call(id + 1, 'query', 'tasks.list')).join()}]`);
    const { error } = await nextMessage<{ error?: { data: { code: string } } }>(socket, (message) => message.error !== undefined);
    expect(error?.data.code).toBe('BAD_REQUEST');
    socket.terminate();
    const path = `/trpc/${Array(21).fill('tasks.list').join()}?batch=1&input=%7B%7D`;
    expect((await ask(target, { path, headers: { ...bearer, ...json } })).status).toBe(413);
  });

  it('a body of more than 1 MiB is refused, whether or not its length is told', async () => {
    const body = JSON.stringify({ task: 'test.count', input: 'x'.repeat(1024 * 1024) });
    const asked = { path: '/trpc/jobs.start', method: 'POST', body };
    for (const extra of [{ 'content-length': String(body.length) }, { 'transfer-encoding': 'chunked' }])
      expect((await ask(target, { ...asked, headers: { ...bearer, ...json, ...extra } })).status).toBe(413);
  });

  it('who still sends when a body is refused reads why, and not that the connection was reset', async () => {
    const size = 8 * 1024 * 1024;
    const head = ['POST /trpc/jobs.start HTTP/1.1', `Host: ${target.host}`, `Authorization: ${bearer.authorization}`];
    const body = ['Content-Type: application/json', `Content-Length: ${size}`, '', 'x'.repeat(size)];
    expect(await sendRaw(target, [...head, ...body])).toMatch(/^HTTP\/1.1 413 [\s\S]*"TOO_MANY"/);
  });

  it('but nobody is listened to for ever', async () => {
    const stream = connect(target.port, '127.0.0.1').on('error', () => {});
    stream.write(`POST / HTTP/1.1\r\nHost: ${target.host}\r\nTransfer-Encoding: chunked\r\n\r\n`);
    const more = setInterval(() => stream.write('1\r\nx\r\n'), 100);
    await once(stream.resume(), 'close');
    clearInterval(more);
  });
});

describe('slow loris', () => {
  it('headers and bodies that do not come are not waited for', async () => {
    expect(await sendRaw(small, ['GET / HTTP/1.1', `Host: ${small.host}`])).toMatch(/^HTTP\/1.1 408 /);
    const login = `Authorization: ${bearer.authorization}`;
    const body = ['Content-Type: application/json', 'Content-Length: 100', '', '{'];
    expect(await sendRaw(small, ['POST /trpc/jobs.start HTTP/1.1', `Host: ${small.host}`, login, ...body])).toMatch(
      /^HTTP\/1.1 408 /,
    );
  });

  it('200 connections that say nothing are turned away, and those that were let in are sent away', async () => {
    const streams = Array.from({ length: 200 }, () =>
      connect(small.port, '127.0.0.1')
        .on('error', () => {})
        .resume(),
    );
    await Promise.all(streams.map((stream) => once(stream, 'close')));
  }, 30_000);

  it('headers of more than 16 KiB are refused', async () => {
    expect((await ask(target, { headers: { ...bearer, x: 'x'.repeat(17_000) } })).status).toBe(431);
  });
});

describe('the depth of JSON', () => {
  const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
  it('an input that is nested 5,000 deep is refused, over HTTP and WebSocket', async () => {
    const body = `{"task":"test.count","input":${deep}}`;
    for (const path of ['jobs.start', 'tasks.plan'])
      expect(reasonOf(await ask(target, { path: `/trpc/${path}`, method: 'POST', headers: { ...bearer, ...json }, body }))).toBe(
        'INVALID_INPUT',
      );
    const socket = await openSocket(target);
    socket.send(`{"id":1,"method":"mutation","params":{"path":"jobs.start","input":${body}}}`);
    expect((await nextMessage<{ id: number; error?: unknown }>(socket, ({ id }) => id === 1)).error).toBeDefined();
    socket.send(deep);
    socket.send(`{"id":2,"method":"query","params":{"path":"tasks.list","input":${deep}}}`);
    await nextMessage<{ id: number }>(socket, ({ id }) => id === 2);
    socket.terminate();
  });
});

describe('lookups', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'])(
    '%s is no task and no procedure',
    async (name) => {
      expect(reasonOf(await askToStart(target, {}, bearer, name))).toBe('TASK_NOT_FOUND');
      for (const path of [name, `jobs.${name}`, `${name}.${name}`])
        expect((await ask(target, { path: `/trpc/${path}`, headers: bearer })).status).toBe(404);
    },
  );

  it('an input cannot give every object a property', async () => {
    const body =
      '{"task":"test.count","input":{"to":1,"__proto__":{"polluted":1}},"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
    const answer = await ask(target, { path: '/trpc/jobs.start', method: 'POST', headers: { ...bearer, ...json }, body });
    expect(answer.status).toBe(200);
    expect((await ask(target, { path: '/trpc/system.info', headers: bearer })).body).not.toContain('polluted');
  });
});

describe('paths', () => {
  it('nothing leads out of the folders that are allowed: not dots, not links, not NUL', async () => {
    const outside = join(target.root, '..', 'data');
    await symlink(outside, join(target.root, 'link'));
    await symlink('/', join(target.root, 'slash'));
    await mkdir(join(target.root, 'inside'), { recursive: true });
    await writeFile(join(target.root, 'file'), '');
    const ways = ['/', '/etc', '/proc/self', outside, `${target.root}/..`, `${target.root}/../root/../data`, `${target.root}x`];
    const links = ['link', 'link/..', 'slash/etc', 'inside/../../data'].map((path) => `${target.root}/${path}`);
    const odd = [
      `${target.root}/inside\0`,
      '\0',
      '.',
      '..',
      'inside',
      '~',
      'file:///etc',
      `${target.root}/${'x/'.repeat(3000)}`,
      `${target.root}/file`,
    ];
    for (const folder of [...ways, ...links, ...odd]) {
      const answer = await askToStart(target, { folder }, bearer, 'test.look');
      expect([folder, answer.status >= 400 && answer.status < 500]).toEqual([folder, true]);
      const asked = encodeURIComponent(JSON.stringify({ path: folder }));
      const listed = await ask(target, { path: `/trpc/files.list?input=${asked}`, headers: bearer });
      expect([folder, listed.status >= 400 && listed.status < 500]).toEqual([folder, true]);
    }
    expect((await askToStart(target, { folder: join(target.root, 'inside') }, bearer, 'test.look')).status).toBe(200);
  });
});

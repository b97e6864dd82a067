import { once } from 'node:events';
import { copyFile, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { ask, bearer } from './testing/ask.ts';
import { openTestServer, type TestServer } from './testing/open-test-server.ts';

const file = (name: string) => fileURLToPath(new URL(`testing/certificate/${name}.pem`, import.meta.url));
const certificate = { cert: file('cert'), key: file('key') };

/** The certificate is signed by nobody. */
const trusting = { rejectUnauthorized: false };

async function askEncrypted(server: TestServer, path: string, headers: Record<string, string>) {
  const asked = request({
    host: '127.0.0.1',
    port: server.port,
    path,
    headers: { host: server.host, ...headers },
    agent: false,
    ...trusting,
  });
  asked.end();
  const [response] = await once(asked, 'response');
  response.resume();
  return response as { statusCode: number; headers: Record<string, string | string[]> }; // what node gives
}

it('with a certificate it speaks https and wss, its cookies are for those alone, and plain HTTP gets nothing', async () => {
  const server = await openTestServer({ certificate });
  expect(server.url).toBe(`https://localhost:${server.port}`);
  expect((await askEncrypted(server, '/trpc/tasks.list', bearer)).statusCode).toBe(200);
  const login = await askEncrypted(server, server.loginUrl().slice(server.url.length), {});
  expect(String(login.headers['set-cookie'])).toMatch(/; Secure$/);

  const cookie = String(login.headers['set-cookie']).split(';')[0] ?? '';
  const open = (origin: string) =>
    new WebSocket(`wss://127.0.0.1:${server.port}/ws`, { headers: { host: server.host, cookie, origin }, ...trusting });
  const socket = open(server.url);
  await once(socket, 'open');
  socket.terminate();
  const foreign = open(`http://${server.host}`);
  foreign.on('error', () => {});
  const [, refused] = await once(foreign, 'unexpected-response');
  expect(refused.statusCode).toBe(403);
  await expect(ask(server, { path: '/healthz' })).rejects.toThrow();
  await server.close();
});

it('broken and unfinished handshakes harm nobody', async () => {
  const server = await openTestServer({ certificate });
  const old = connect({
    host: '127.0.0.1',
    port: server.port,
    maxVersion: 'TLSv1.1',
    minVersion: 'TLSv1',
    ciphers: 'DEFAULT@SECLEVEL=0',
    ...trusting,
  });
  await once(old, 'error');
  expect((await askEncrypted(server, '/healthz', {})).statusCode).toBe(200);
  await server.close();
});

it('a certificate that is renewed is shown from then on, and a half-written one never', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const folder = await mkdtemp(join(tmpdir(), 'milepost-certificate-'));
  onTestFinished(async () => {
    vi.useRealTimers();
    await rm(folder, { recursive: true });
  });
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  await copyFile(certificate.cert, files.cert);
  await copyFile(certificate.key, files.key);
  const server = await openTestServer({ certificate: files });
  const shown = async () => {
    const socket = connect({ host: '127.0.0.1', port: server.port, ...trusting });
    await once(socket, 'secureConnect');
    const { subject } = socket.getPeerCertificate();
    socket.destroy();
    return subject.CN;
  };
  const change = async (to: (file: 'cert' | 'key') => Promise<void>, time: number) => {
    for (const name of ['cert', 'key'] as const) {
      await to(name);
      await utimes(files[name], time, time);
    }
    vi.advanceTimersByTime(60_000);
  };
  expect(await shown()).toBe('localhost');
  await change((name) => writeFile(files[name], '-----BEGIN'), 1e9);
  expect(await shown()).toBe('localhost');
  await change((name) => copyFile(file(`renewed-${name}`), files[name]), 2e9);
  expect(await shown()).toBe('renewed');
  await server.close();
});

it('files that are no certificate are named in a sentence', async () => {
  await expect(openTestServer({ certificate: { ...certificate, cert: '/nowhere/cert.pem' } })).rejects.toThrow(
    '"/nowhere/cert.pem"',
  );
  await expect(openTestServer({ certificate: { cert: certificate.key, key: certificate.cert } })).rejects.toThrow(
    'cannot be used',
  );
});

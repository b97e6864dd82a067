import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask, askHonestly, bearer } from './testing/ask.ts';
import { openTestServer, type TestServer } from './testing/open-test-server.ts';

let folder: string;
let server: TestServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'milepost-pages-'));
  await mkdir(join(folder, 'pages', 'assets'), { recursive: true });
  await writeFile(join(folder, 'pages', 'index.html'), '<title>Milepost</title>');
  await writeFile(join(folder, 'pages', 'assets', 'app-1.js'), 'export {};');
  await writeFile(join(folder, 'secret.html'), 'secret');
  server = await openTestServer({ pages: join(folder, 'pages') });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}) => ask(server, { path, headers: { ...bearer, ...headers } });

it('the addresses that the pages make up lead to the one page, which is asked for anew each time', async () => {
  for (const path of ['/', '/jobs', '/jobs/abc?state=failed', '/tasks/demo.sleep']) {
    const answer = await get(path);
    expect([answer.status, answer.body]).toEqual([200, '<title>Milepost</title>']);
    expect(answer.headers['cache-control']).toBe('no-cache');
  }
});

it('assets are kept for ever, and one that is missing is missing', async () => {
  expect((await get('/assets/app-1.js')).headers['cache-control']).toContain('immutable');
  expect((await get('/assets/app-2.js')).status).toBe(404);
});

it('a folder that is built anew is sent as it is now', async () => {
  await writeFile(join(folder, 'pages', 'assets', 'app-3.js'), 'export const now = true;');
  expect((await get('/assets/app-3.js')).body).toBe('export const now = true;');
});

it('a folder that is being built is said to be missing, and served once it is there', async () => {
  const index = join(folder, 'pages', 'index.html');
  await rename(index, `${index}.away`);
  expect(await get('/jobs')).toMatchObject({ status: 503, body: 'The pages are not there. `npm start` builds them.\n' });
  await rename(`${index}.away`, index);
  expect((await get('/jobs')).status).toBe(200);
});

it.each([
  '/../secret.html',
  '/%2e%2e/secret.html',
  '/..%2fsecret.html',
  '/..%5csecret.html',
  '/assets/..%2f..%2f..%2fsecret.html',
  '/%00',
  '/%',
])('%s leads nowhere outside', async (path) => {
  expect((await get(path)).body).not.toContain('secret');
  expect((await askHonestly(server)).status).toBe(200);
});

it.each(['bytes=5-2', 'bytes=9999-', 'bytes=-', 'items=1', 'bytes=-1-'])('the range %s harms nobody', async (range) => {
  expect((await get('/', { range })).status).toBe(200);
});

import { mkdir, mkdtemp, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MilepostError } from '@milepost/core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type Answer, ask, askHonestly, bearer, json } from '../testing/ask.ts';
import { openTestServer, type TestServer } from '../testing/open-test-server.ts';
import type { MakeThumbnail } from './answer.ts';

let server: TestServer;
let folder: string;
let root: string;
let photo: string;
const make = vi.fn<MakeThumbnail>();

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'milepost-thumbnails-')));
  root = join(folder, 'photos');
  photo = join(root, 'one two.jpg');
  await mkdir(root);
  await writeFile(photo, 'a photo');
  await writeFile(join(folder, 'secret.jpg'), 'a secret');
  await symlink(folder, join(root, 'out'));
  await symlink(join(folder, 'secret.jpg'), join(root, 'out.jpg'));
  const limits = { thumbnails: 2, thumbnailsInLine: 3, thumbnailTimeout: 1500 };
  server = await openTestServer({ roots: [root], makeThumbnail: make, limits });
});
beforeEach(() => {
  make.mockReset().mockResolvedValue({ type: 'image/jpeg', bytes: Buffer.from('a picture') });
});
afterEach(async () => {
  expect((await askHonestly(server)).status).toBe(200);
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

function askFor(path: string, more: { width?: string; headers?: Record<string, string>; method?: string } = {}): Promise<Answer> {
  const query = new URLSearchParams({ path, ...(more.width === undefined ? {} : { width: more.width }) });
  return ask(server, {
    path: `/files/thumbnail?${query}`,
    headers: { ...bearer, ...more.headers },
    method: more.method ?? 'GET',
  });
}

const reasonOf = ({ status, body }: Answer) => [status, JSON.parse(body).error.data.reason];

it('a picture is sent as what it is, for nobody else to keep', async () => {
  const { status, headers, body } = await askFor(photo, { width: '320' });
  expect({ status, body }).toEqual({ status: 200, body: 'a picture' });
  expect(headers).toMatchObject({
    'content-type': 'image/jpeg',
    'cache-control': 'private, no-cache',
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  });
  expect(make).toHaveBeenCalledWith(expect.objectContaining({ path: photo, size: 7n }), { width: 320 }, expect.any(AbortSignal));
  expect(await askFor(photo, { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
});

it('while the file is the same nothing is made anew, and when it has changed it is', async () => {
  const { headers } = await askFor(photo);
  const known = { 'if-none-match': `"other", W/${headers.etag}` };
  make.mockClear();
  expect(await askFor(photo, { headers: known })).toMatchObject({ status: 304, body: '' });
  expect(make).not.toHaveBeenCalled();
  expect((await askFor(photo, { headers: known, width: '64' })).status).toBe(200);
  await utimes(photo, 1, 1);
  expect((await askFor(photo, { headers: known })).status).toBe(200);
});

it('nobody gets one who has not been let in', async () => {
  const path = `/files/thumbnail?path=${encodeURIComponent(photo)}`;
  expect(reasonOf(await ask(server, { path }))).toEqual([401, 'UNAUTHORIZED']);
  const foreign = { ...bearer, origin: 'https://evil.example' };
  expect(reasonOf(await ask(server, { path, headers: foreign }))).toEqual([403, 'FORBIDDEN']);
  expect((await ask(server, { path, headers: { ...bearer, 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
  expect((await ask(server, { path, method: 'POST', headers: { ...bearer, ...json }, body: '{}' })).status).toBe(404);
  expect(make).not.toHaveBeenCalled();
});

it('no path leads out of the roots', async () => {
  const secret = join(folder, 'secret.jpg');
  const outside = [
    secret,
    `${root}/../secret.jpg`,
    `${root}/out/secret.jpg`,
    `${root}/out.jpg`,
    `${photo}\0`,
    '/dev/zero',
    'one.jpg',
  ];
  for (const path of outside) expect([path, ...reasonOf(await askFor(path))]).toEqual([path, 403, 'PATH_NOT_ALLOWED']);
  for (const path of [root, join(root, 'none.jpg')]) expect(reasonOf(await askFor(path))).toEqual([404, 'PATH_NOT_FOUND']);
  expect(make).not.toHaveBeenCalled();
});

it('a question that makes no sense is refused', async () => {
  for (const query of ['', '?', '?path=', `?path=${'x'.repeat(5000)}`, '?width=100', '?path=%ff%fe', '?__proto__=1'])
    expect([400, 403]).toContain((await ask(server, { path: `/files/thumbnail${query}`, headers: bearer })).status);
  for (const width of ['0', '-1', '1e9', '99.5', 'wide', '']) expect((await askFor(photo, { width })).status).toBe(400);
});

it('what is no picture is told in a sentence, and what went wrong within is not told', async () => {
  make.mockRejectedValueOnce(new MilepostError('NO_PICTURE', 'There is no picture of "list.txt".'));
  const none = await askFor(photo);
  expect(reasonOf(none)).toEqual([415, 'NO_PICTURE']);
  expect(none.headers).toMatchObject({ 'cache-control': 'no-store' });
  expect(none.headers.etag).toBeUndefined();
  make.mockRejectedValueOnce(new MilepostError('NO_PICTURE', 'There is no picture of "list.txt".'));
  const query = new URLSearchParams({ path: photo, quiet: '1' });
  expect(await ask(server, { path: `/files/thumbnail?${query}`, headers: bearer })).toMatchObject({ status: 204, body: '' });
  make.mockRejectedValueOnce(new Error(`cannot open ${folder}`));
  const failed = await askFor(photo);
  expect(reasonOf(failed)).toEqual([500, 'INTERNAL']);
  expect(failed.body).not.toContain(folder);
});

it('so many are made at once, some wait, more are refused, and what takes too long is too late', async () => {
  let most = 0;
  let working = 0;
  make.mockImplementation(async (_file, _options, signal) => {
    most = Math.max(most, ++working);
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    working--;
    throw signal.reason;
  });
  const answers = await Promise.all(Array.from({ length: 10 }, () => askFor(photo)));
  const reasons = answers.map((answer) => reasonOf(answer).join(' ')).sort();
  expect(reasons).toEqual([...Array(5).fill('429 TOO_MANY'), ...Array(5).fill('503 TOO_LATE')]);
  expect(answers.every(({ headers }) => headers['retry-after'] === '2')).toBe(true);
  expect(most).toBe(2);
});

it('whoever goes away makes room for the next', async () => {
  const begun: string[] = [];
  make.mockImplementation(async ({ path }, _options, signal) => {
    begun.push(path);
    if (begun.length > 2) return { type: 'image/jpeg', bytes: Buffer.from('at last') };
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    throw signal.reason;
  });
  const leaving = new AbortController();
  const url = `${server.url}/files/thumbnail?path=${encodeURIComponent(photo)}`;
  const gone = [1, 2, 3, 4].map(() => fetch(url, { headers: bearer, signal: leaving.signal }).catch(() => null));
  await vi.waitFor(() => expect(begun).toHaveLength(2));
  const patient = askFor(photo);
  leaving.abort();
  expect(await patient).toMatchObject({ status: 200, body: 'at last' });
  expect(await Promise.all(gone)).toEqual([null, null, null, null]);
});

it('a server that was given nothing to make them with has none', async () => {
  const plain = await openTestServer();
  const { status } = await ask(plain, { path: `/files/thumbnail?path=${encodeURIComponent(photo)}`, headers: bearer });
  await plain.close();
  expect(status).toBe(404);
});

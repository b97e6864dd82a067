import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask, bearer } from '../testing/ask.ts';
import { openTestServer, type TestServer } from '../testing/open-test-server.ts';

let server: TestServer;
let folder: string;
let root: string;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'milepost-files-')));
  root = join(folder, 'photos');
  await mkdir(join(root, 'summer'), { recursive: true });
  await writeFile(join(root, 'one.jpg'), '1');
  await symlink(folder, join(root, 'out'));
  server = await openTestServer({ roots: [root] });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

async function list(input: unknown) {
  const path = `/trpc/files.list?input=${encodeURIComponent(JSON.stringify(input))}`;
  const { status, body } = await ask(server, { path, headers: bearer });
  const { result, error } = JSON.parse(body);
  return { status, reason: error?.data.reason, data: result?.data };
}

it('the folders that the server was given, and what is in them', async () => {
  expect((await list({})).data).toMatchObject({ path: null, entries: [{ name: 'photos', path: root, kind: 'folder' }] });
  const { data } = await list({ path: root });
  expect(data).toMatchObject({
    path: root,
    parent: null,
    entries: [{ name: 'summer' }, { name: 'one.jpg', size: 1 }],
    more: false,
  });
});

it('nothing is told of what lies elsewhere, whether it is there or not', async () => {
  const traversals = [
    '/',
    '/etc',
    '/none',
    folder,
    `${root}/..`,
    `${root}/out`,
    `${root}/out/none`,
    `${root}\0`,
    '../photos',
    'C:\\',
  ];
  for (const path of traversals)
    expect([path, await list({ path })]).toEqual([path, { status: 403, reason: 'PATH_NOT_ALLOWED', data: undefined }]);
  expect(await list({ path: join(root, 'winter') })).toMatchObject({ status: 404, reason: 'PATH_NOT_FOUND' });
});

it('a question that makes no sense is refused', async () => {
  for (const input of [
    { path: 5 },
    { path: 'x'.repeat(5000) },
    { path: root, limit: 0 },
    { limit: 1e9 },
    { path: [root] },
    [],
    7,
  ])
    expect(await list(input)).toMatchObject({ status: 400, reason: 'INVALID_INPUT' });
});

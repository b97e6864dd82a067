import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job, Progress, WatchEvent } from '@milepost/core/model';
import { writeSamplePhotos } from '@milepost/photos/samples';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Bench, openBench, ownTasks, type Running } from '../testing/milepost.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

async function serve(...words: string[]): Promise<Running & { url: string }> {
  const server = bench.start('serve', '--port', '0', ...words);
  const [, url = ''] = await server.until(/is at (http:\S+)[\s\S]*Ctrl-C/);
  return Object.assign(server, { url });
}

test('without a folder it offers sample photos, tells its one-time login, and leaves in order', async () => {
  const server = await serve();
  const photos = join(bench.data, 'samples', 'photos');
  expect(server.stdout).toContain(`Folders  ${photos}`);
  expect((await stat(join(photos, 'IMG_1201.jpg'))).size).toBeGreaterThan(1000);
  const [, login = ''] = /Log in\s+(\S+)/.exec(server.stdout) ?? [];
  expect((await fetch(login, { redirect: 'manual' })).headers.get('set-cookie')).toContain('HttpOnly');
  expect((await stat(join(bench.data, 'server.json'))).mode & 0o777).toBe(0o600);
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
  await expect(stat(join(bench.data, 'server.json'))).rejects.toThrow('ENOENT');
});

test('a Ctrl-C that npm passes on once more does not cut the leaving short', async () => {
  const server = await serve(bench.data);
  server.child.kill('SIGINT');
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
});

test('other commands find the server by themselves: start, list, watch, show, cancel', async () => {
  const server = await serve(bench.data);
  const { stdout, code } = await bench.run('start', 'demo.sleep', '--steps', '10000');
  const id = stdout.trim();
  expect({ id, code }).toEqual({ id: expect.stringMatching(/^\w{6,}$/), code: 0 });

  const list = await bench.run('list', '--json', '--state', 'running', '--state', 'queued');
  expect(list.lines.map((line) => (JSON.parse(line) as Job).id)).toEqual([id]); // what the command promises

  const watcher = bench.start('watch', id.slice(0, 6));
  await watcher.until(/of 10000 steps/);
  watcher.child.kill('SIGINT');
  expect(await watcher.ended).toBe(130);
  expect(watcher.stderr).toContain('The job goes on');

  const starter = bench.start('start', 'demo.sleep', '--steps', '3', '--watch');
  expect(await starter.ended).toBe(0);
  expect(starter.stdout).toContain('3 steps done');

  const second = bench.start('watch', id);
  await second.until(/of 10000 steps/);
  expect((await bench.run('cancel', id.slice(0, 6))).code).toBe(0);
  expect(await second.ended).toBe(130);
  expect((await bench.run('show', id)).stdout).toMatch(/State\s+cancelled/);
  expect(await bench.run('cancel', id)).toMatchObject({ code: 1, stdout: '' });
  expect(await bench.run('show', 'nothing')).toMatchObject({ code: 2, stdout: '' });
  server.child.kill('SIGINT');
  expect(await server.ended).toBe(0);
});

test('two watchers of one job see the same numbers', async () => {
  await serve(bench.data, '--tasks', ownTasks);
  const gate = join(bench.data, 'open');
  const id = (await bench.run('start', 'test.gate', '--file', gate, '--steps', '15')).stdout.trim();
  const watchers = [bench.start('watch', id, '--json'), bench.start('watch', id, '--json')];
  for (const watcher of watchers) await watcher.until(/"type":"progress"/);
  await writeFile(gate, '');
  expect(await Promise.all(watchers.map(({ ended }) => ended))).toEqual([0, 0]);
  const [one = [], other = []] = watchers.map(({ stdout }) => progressOf(stdout));
  // One of them came a moment later; from then on both are told the same.
  const late = other.length < one.length ? other : one;
  const early = late === one ? other : one;
  expect(late.length).toBeGreaterThan(3);
  expect(early.slice(-late.length + 1)).toEqual(late.slice(1));
});

test('run hands its job to the server that has the data folder open, and says so', async () => {
  await serve(bench.data);
  const { code, stdout, stderr } = await bench.run('run', 'demo.sleep', '--steps', '2');
  expect(code).toBe(0);
  expect(stderr).toContain('A server has the data folder open');
  expect(stdout).toContain('Sleep succeeded: 2 steps done');
  const { lines } = await bench.run('list', '--json');
  expect(lines).toHaveLength(1);
});

test('a folder outside those that are served is refused, and the server goes on', async () => {
  const server = await serve(bench.data);
  const { code, stderr } = await bench.run('start', 'photos.shift-dates', '/usr', '--by', '3h', '--yes');
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining('is not in a folder that this server may work in'),
  });
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
});

test('photos are shown small, and made once', async () => {
  const server = await serve();
  const note = JSON.parse(await readFile(join(bench.data, 'server.json'), 'utf8')) as { token: string }; // as it is written
  const show = (name: string) => {
    const query = new URLSearchParams({ path: join(bench.data, 'samples', 'photos', name), width: '160' });
    return fetch(`${server.url}/files/thumbnail?${query}`, { headers: { authorization: `Bearer ${note.token}` } });
  };
  const photo = await show('IMG_1201.jpg');
  expect([photo.status, photo.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  expect(Buffer.from(await photo.arrayBuffer()).readUInt16BE(0)).toBe(0xffd8);
  expect((await readdir(join(bench.data, 'thumbnails'))).length).toBe(1);
  const broken = await show('IMG_1225.jpg');
  expect([broken.status, await broken.text()]).toEqual([415, expect.stringContaining('NO_PICTURE')]);
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
});

test('a hundred hostile pictures at once cost an error each, and others are answered all the while', async () => {
  const photos = join(bench.data, 'photos');
  await mkdir(photos);
  await writeSamplePhotos(photos);
  const good = await readFile(join(photos, 'IMG_1201.jpg'));
  // All of it is one number of a header, or the half of a picture.
  const large = Buffer.from(good);
  const frame = large.lastIndexOf(Buffer.from([0xff, 0xc0, 0x00, 0x11]));
  large.fill(0xff, frame + 5, frame + 9);
  const hostile = [
    large,
    good.subarray(0, good.length / 2),
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    Buffer.alloc(10_000_000, 0xff),
  ];
  for (let index = 0; index < 100; index++) await writeFile(join(photos, `${index}.jpg`), hostile[index % hostile.length] ?? '');

  const server = await serve(photos);
  const note = JSON.parse(await readFile(join(bench.data, 'server.json'), 'utf8')) as { token: string }; // as it is written
  const headers = { authorization: `Bearer ${note.token}` };
  const show = async (name: string) => {
    const path = encodeURIComponent(join(photos, name));
    const { status, body } = await fetch(`${server.url}/files/thumbnail?path=${path}&width=320`, { headers });
    await body?.cancel();
    return status;
  };
  let over = false;
  const attack = Promise.all(Array.from({ length: 100 }, (_, index) => show(`${index}.jpg`))).finally(() => {
    over = true;
  });
  const answers: number[] = [];
  while (!over) {
    const [health, call] = await Promise.all(
      ['healthz', 'trpc/tasks.list'].map((path) => fetch(`${server.url}/${path}`, { headers })),
    );
    answers.push(health?.status ?? 0, call?.status ?? 0);
  }
  expect(await show('IMG_1201.jpg')).toBe(200);
  expect(new Set(await attack)).toEqual(new Set([415]));
  expect(answers.length).toBeGreaterThan(4);
  expect(new Set(answers)).toEqual(new Set([200]));
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
});

test('the token is the same after a restart, and readable for its owner alone', async () => {
  const tokens: string[] = [];
  for (let start = 0; start < 2; start++) {
    const server = await serve(bench.data);
    tokens.push((JSON.parse(await readFile(join(bench.data, 'server.json'), 'utf8')) as { token: string }).token); // as it is written
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
  }
  expect(tokens[1]).toBe(tokens[0]);
  expect((await stat(join(bench.data, 'token'))).mode & 0o077).toBe(0);
});

test('it forgets what it is told to forget, and refuses numbers that make no sense', async () => {
  const before = await serve(bench.data);
  const ids: string[] = [];
  for (let job = 0; job < 3; job++) {
    ids.push(JSON.parse((await bench.run('start', 'demo.sleep', '--steps', '1', '--watch', '--json')).lines[0] ?? '').job.id);
  }
  before.child.kill('SIGTERM');
  await before.ended;
  await serve(bench.data, '--keep-jobs', '1', '--keep-days', '0.5');
  const listed = async () => (await bench.run('list', '--json')).lines.map((line) => (JSON.parse(line) as Job).id); // what it promises
  await expect.poll(listed, { timeout: 10_000 }).toEqual(ids.slice(-1));
  expect((await bench.run('show', ids[0] ?? '')).stderr).toContain('no job');
  const wrong = await bench.run('serve', '--keep-days', 'soon');
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('Expected a number from 0 on.') });
});

test('a wrong token, a wrong address and no server at all are told apart', async () => {
  expect((await bench.run('start', 'demo.sleep')).stderr).toContain('No server runs with the data folder');
  const server = await serve(bench.data);
  const { token } = JSON.parse(await readFile(join(bench.data, 'server.json'), 'utf8')) as { token: string }; // as it is written
  expect((await bench.run('list', '--server', server.url, '--token', token)).code).toBe(0);
  expect((await bench.run('list', '--server', server.url, '--token', 'wrong')).stderr).toContain('MILEPOST_TOKEN');
  expect(await bench.run('list', '--server', 'localhost')).toMatchObject({ code: 2 });
  const away = await bench.run('list', '--server', 'http://localhost:9', '--token', token);
  expect(away).toMatchObject({ code: 1, stderr: expect.stringContaining('http://localhost:9') });
});

test('with --log-level info it says in JSON what it was asked, but no token', async () => {
  const server = await serve(bench.data, '--log-level', 'info');
  const { token } = JSON.parse(await readFile(join(bench.data, 'server.json'), 'utf8')) as { token: string }; // as it is written
  expect((await bench.run('list')).code).toBe(0);
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
  const entries = server.stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object); // what the option promises
  expect(entries.length).toBeGreaterThan(0);
  expect(server.stderr).not.toContain(token);
  expect(await bench.run('serve', '--log-level', 'loud')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('fatal, error'),
  });
});

test('a port that is taken and a folder that is missing are said in a sentence', async () => {
  const server = await serve(bench.data);
  const other = join(bench.data, 'other');
  const taken = await bench.run('serve', bench.data, '--port', new URL(server.url).port, '--data', other);
  expect(taken).toMatchObject({ code: 2, stderr: expect.stringContaining('is taken') });
  const missing = await bench.run('serve', join(bench.data, 'none'), '--data', other);
  expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no folder') });
});

function progressOf(stdout: string): Progress[] {
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as WatchEvent); // what the command promises
  return events.flatMap((event) => (event.type === 'progress' ? [event.progress] : []));
}

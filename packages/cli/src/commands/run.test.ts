import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job, WatchEvent } from '@milepost/core/model';
import { writeSamplePhotos } from '@milepost/photos/samples';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Bench, openBench, ownTasks } from '../testing/milepost.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

test('the help of a task shows its flags, and touches no data', async () => {
  const { code, stdout } = await bench.run('run', 'demo.sleep', '--help');
  expect(code).toBe(0);
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    '--steps <number> How many times 100 ms to wait. (whole number, 1 to 1000000000, default 50)',
  );
  expect(await readdir(bench.data)).toEqual([]);
});

test('a task of one’s own is listed, has its flags, is run and gives its result', async () => {
  expect((await bench.run('tasks', '--tasks', ownTasks)).stdout).toContain('test.greet');
  const help = await bench.run('tasks', 'test.greet', '--tasks', ownTasks);
  expect(help.stdout).toMatch(/--style <plain\|fancy>[\s\S]*--frame\.width <number>/);
  const flags = ['--name', 'Ada', '--loud', '--frame.width=2', '--tasks', ownTasks];
  const { code, stdout } = await bench.run('run', 'test.greet', ...flags);
  expect(code).toBe(0);
  expect(stdout).toContain('Result: {"name":"Ada","times":1,"loud":true,"style":"plain","frame":{"width":2}}');
  expect(stdout).toContain('warn: Somebody is greeted.');
});

test('into a pipe goes plain text, and the exit code is 0', async () => {
  const { code, stdout, lines } = await bench.run('run', 'demo.sleep', '--steps', '13');
  expect(code).toBe(0);
  expect(stdout).not.toContain('\x1b');
  expect(lines.some((line) => /^\d+ of 13 steps \(\d+\.\d\d%\)/.test(line))).toBe(true);
  expect(lines.at(-2)).toMatch(/^✔ Sleep succeeded: 13 steps done in \d\.\d s\.$/);
});

test('with --json each line is an event, from the snapshot to the last state', async () => {
  const { lines } = await bench.run('run', 'demo.sleep', '--steps', '3', '--json');
  const events = lines.map((line) => JSON.parse(line) as WatchEvent); // what the command promises
  expect(events[0]?.type).toBe('snapshot');
  expect(events.at(-1)).toMatchObject({ type: 'state', job: { state: 'succeeded', progress: { done: 3, total: 3 } } });
});

test('with --quiet nothing is said but what went wrong', async () => {
  expect(await bench.run('run', 'demo.sleep', '--steps', '1', '--quiet')).toMatchObject({ code: 0, stdout: '', stderr: '' });
  const failed = await bench.run('run', 'test.fail', '--quiet', '--tasks', ownTasks);
  expect(failed).toMatchObject({ code: 1, stdout: '' });
  expect(failed.stderr).toContain('It was meant to fail.');
});

test.each([
  [['run', 'demo.slep'], 'There is no task "demo.slep". Did you mean "demo.sleep"?'],
  [['run', 'demo.sleep', '--stpes', '3'], "unknown option '--stpes'\n(Did you mean --steps?)"],
  [['run', 'demo.sleep', '--steps', '0'], '--steps: Too small: expected number to be >=1.'],
  [['run', 'demo.sleep', '--steps', 'many'], '--steps: Invalid input: expected number, received string.'],
  [['run', 'demo.sleep', 'folder'], 'too many arguments'],
  [['run', 'photos.shift-dates', '.'], '--by: is required.'],
  [['run', 'photos.shift-dates', '/no/such/folder', '--by', '3h'], 'There is no folder "/no/such/folder".'],
  [['run', 'demo.sleep', '--dry-run'], 'is not a batch'],
  [['run', 'demo.sleep', '--input', './none.json'], 'The input cannot be read from ./none.json: ENOENT'],
  [['run', 'demo.sleep', '--input', ownTasks], 'is not JSON: '],
  [['run'], 'Which task?'],
  [['rnu'], "unknown command 'rnu'\n(Did you mean run?)"],
  [['run', 'demo.sleep', '--tasks', './none.js'], 'There is no task module at '],
])('%j is wrong use: exit code 2 and a sentence, and no data is touched', async (words, sentence) => {
  const yes = words.includes('photos.shift-dates') ? ['--yes'] : [];
  const { code, stderr } = await bench.run(...words, ...yes);
  expect(stderr).toContain(sentence);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(code).toBe(2);
  expect(await readdir(bench.data)).toEqual([]);
});

test('a batch tells its plan, does nothing without --yes, and then what it was told to', async () => {
  const letters = ['run', 'test.letters', '--tasks', ownTasks];
  const dry = await bench.run(...letters, '--dry-run', '--except', 'c');
  expect(dry.lines).toEqual([
    'Letter  Change',
    'a       A',
    'b       B',
    'd       D',
    'e       E',
    '4 letters would be worked on.',
  ]);
  const misspelt = await bench.run(...letters, '--dry-run', '--except', 'cc');
  expect(misspelt).toMatchObject({ code: 2, stdout: '' });
  expect(misspelt.stderr).toContain('There is no item "cc" in the plan.');
  const refused = await bench.run(...letters);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('add --yes');
  const { code, stdout } = await bench.run(...letters, '--yes', '--only', 'a', '--only', 'b');
  expect(code).toBe(0);
  expect(stdout).toContain('Letters succeeded: 2 letters done');
});

test('a batch of which some failed is partial: exit code 3, and what failed and why', async () => {
  const photos = join(bench.data, 'photos');
  await writeSamplePhotos(photos);
  const { code, stdout } = await bench.run('run', 'photos.shift-dates', photos, '--by', '3h', '--yes');
  expect(code).toBe(3);
  expect(stdout).toMatch(/some failed: 23 photos done, 1 skipped, 1 failed in [\s\S]*IMG_1225\.jpg is damaged/);
});

test('Ctrl-C stops the job in order, says how to go on, and it goes on there', async () => {
  const running = bench.start('run', 'demo.sleep', '--steps', '12');
  await running.until(/[1-9]\d* of 12 steps/);
  running.child.kill('SIGINT');
  expect(await running.ended).toBe(130);
  expect(running.stderr).toContain('Stopping.');
  const [, id = ''] = /Sleep is paused: [\s\S]*To go on: milepost resume (\w+)/.exec(running.stdout) ?? [];
  // Somebody else's job runs meanwhile, and this one stays where it is.
  expect((await bench.run('run', 'demo.sleep', '--steps', '1')).code).toBe(0);
  const { code, stdout } = await bench.run('resume', id);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Going on after [1-9]\d* of 12 times/);
  expect(stdout).toContain('Sleep succeeded: 12 steps done');
});

test.each(['SIGTERM', 'SIGHUP'] as const)('%s stops the job in order too', async (signal) => {
  const running = bench.start('run', 'demo.sleep', '--steps', '1000', '--quiet');
  while ((await bench.run('list', '--json', '--state', 'running')).stdout === '');
  running.child.kill(signal);
  expect(await running.ended).toBe(130);
  expect(running).toMatchObject({ stdout: '', stderr: expect.stringMatching(/Sleep is paused[\s\S]*milepost resume/) });
});

test('Ctrl-C twice leaves at once, and what was broken off is known as that and goes on when it is asked to', async () => {
  const own = ['--tasks', ownTasks];
  const running = bench.start('run', 'test.deaf', ...own);
  await running.until(/Not listening/);
  running.child.kill('SIGKILL');
  await running.ended;
  expect((await bench.run('list')).stdout).toMatch(/broken off[\s\S]*1 was left unfinished. To go on: milepost resume \w+/);
  const [job] = (await bench.run('list', '--json')).lines;
  const { id } = JSON.parse(job ?? '') as Job; // what the command promises
  const watched = await bench.run('watch', '--all');
  expect(watched).toMatchObject({ code: 1, stderr: expect.stringContaining(`Nobody works on Deaf (${id})`) });
  const again = bench.start('resume', id, ...own);
  await again.until(/broken off when Milepost ended[\s\S]*Not listening/);
  again.child.kill('SIGINT');
  await again.until(/Deaf is paused/);
  again.child.kill('SIGINT');
  expect(await again.ended).not.toBe(0);
  expect((await bench.run('cancel', id)).stdout).toContain('is cancelled');
});

test('without a server jobs are listed, shown, watched and removed, also while one is done', async () => {
  const gate = join(bench.data, 'open');
  const running = bench.start('run', 'test.gate', '--file', gate, '--steps', '8', '--tasks', ownTasks);
  await running.until(/Waiting/);
  expect((await bench.run('list')).stdout).toMatch(/test\.gate +running/);
  // One process at a time works with a folder.
  expect((await bench.run('run', 'demo.sleep')).stderr).toMatch(/is in use by the process \d+\.\n.*--data/);
  const watcher = bench.start('watch', '--all', '--json');
  await watcher.until(/"type":"progress"/);
  await writeFile(gate, '');
  expect(await watcher.ended).toBe(0);
  const events = watcher.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as WatchEvent & { id: string }); // what the command promises
  const { id } = events[0] ?? {};
  expect(events.at(-1)).toMatchObject({ id, type: 'state', job: { id, state: 'succeeded' } });
  expect(events.filter(({ type }) => type === 'progress').length).toBeGreaterThan(1);
  expect(await running.ended).toBe(0);
  expect((await bench.run('show', id ?? '')).stdout).toMatch(/State +succeeded/);
  expect((await bench.run('remove', id ?? '')).code).toBe(0);
  expect((await bench.run('list')).stdout).toBe('No jobs.\n');
});

test('what is advised names the options that it needs', async () => {
  const { stdout } = await bench.run('run', 'test.letters', '--bad', 'c', '--yes', '--tasks', ownTasks);
  const [, id] = /milepost retry (\w+)/.exec(stdout) ?? [];
  expect(stdout).toContain(`To try the failed ones again: milepost retry ${id} --tasks ${ownTasks}`);
});

test('the input may come from standard input, and flags win over it', async () => {
  const running = bench.start('run', 'test.greet', '--input', '-', '--times', '2', '--tasks', ownTasks);
  running.child.stdin?.end('{"name":"Ada","times":3}');
  expect(await running.ended).toBe(0);
  expect(running.stdout).toContain('Result: {"name":"Ada","times":2');
});

test('the input may come from a file', async () => {
  const file = join(bench.data, 'input.json');
  await writeFile(file, '{"name":"Ada","times":3}');
  const { code, stdout } = await bench.run('run', 'test.greet', '--input', file, '--tasks', ownTasks);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Result: {"name":"Ada","times":3') });
});

test('when nobody reads any more the job is held, and nothing else is said', async () => {
  const running = bench.start('run', 'demo.sleep', '--steps', '10000', '--json');
  await running.until(/snapshot/);
  running.child.stdout?.destroy();
  await running.ended;
  expect(running.stderr).toMatch(/^To go on: milepost resume \w+\n$/);
});

test('what changes nothing is not asked about', async () => {
  const photos = join(bench.data, 'photos');
  await writeSamplePhotos(photos);
  const { stderr, stdout } = await bench.run('run', 'photos.inspect', photos);
  expect(stderr).toBe('');
  expect(stdout).toContain('Inspect');
});

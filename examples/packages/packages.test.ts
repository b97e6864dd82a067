import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const compiler = join(root, 'node_modules/@typescript/native/bin/tsc');
const names = ['core', 'client', 'server', 'photos', 'web', 'cli'];
let folder = '';
/** Like a project of somebody else: nothing but what is in the tarballs, and what these say that they depend on. */
let project = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'milepost-packages-'));
  project = join(folder, 'project');
  const paths = names.map((name) => `./packages/${name}`);
  run('npm', ['pack', ...paths, '--pack-destination', folder, '--silent'], root);
  for (const tarball of tarballs()) unpack(tarball);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'project', type: 'module' }));
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(command: string, words: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, words, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, MILEPOST_URL: '' },
  });
  expect({ command: [command, ...words].join(' '), status, said: status === 0 ? '' : stdout + stderr }).toMatchObject({
    status: 0,
  });
  return stdout;
}

function tarballs(): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.tgz'));
}

/** Where npm would put it; what it depends on is linked from here, so that no registry is asked. */
function unpack(tarball: string): void {
  const draft = join(folder, tarball.replace('.tgz', ''));
  mkdirSync(draft);
  run('tar', ['xzf', join(folder, tarball), '-C', draft], folder);
  const { name, dependencies } = JSON.parse(readFileSync(join(draft, 'package/package.json'), 'utf8'));
  const home = join(project, 'node_modules', name);
  mkdirSync(dirname(home), { recursive: true });
  run('mv', [join(draft, 'package'), home], folder);
  const source = join(root, 'packages', name === 'milepost' ? 'cli' : name.replace('@milepost/', ''));
  for (const [dependency, version] of Object.entries(dependencies ?? {})) {
    expect(version).toMatch(/^[\^~]?\d/);
    const place = join(project, 'node_modules', dependency);
    if (dependency.startsWith('@milepost/') || existsSync(place)) continue;
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(realpathSync(join(source, 'node_modules', dependency)), place, 'junction');
  }
}

test('each package has what it should: its licence, a page about it, and nothing of its tests', () => {
  for (const tarball of tarballs()) {
    const files = run('tar', ['tzf', join(folder, tarball)], folder)
      .trim()
      .split('\n');
    expect(files).toEqual(expect.arrayContaining(['package/package.json', 'package/LICENSE', 'package/README.md']));
    expect(files.some((name) => name.startsWith('package/dist/'))).toBe(true);
    expect(
      files.filter((name) => /\.test(-d)?\.|tsbuildinfo|\/src\//.test(name) && !name.startsWith('package/project/')),
    ).toEqual([]);
  }
});

test('each package is as publint and attw want it, for programs of today: ES modules and nodenext or bundler', async () => {
  expect(tarballs()).toHaveLength(names.length);
  for (const tarball of tarballs()) {
    const data = new Uint8Array(readFileSync(join(folder, tarball)));
    const { messages } = await publint({ pack: { tarball: data.slice().buffer }, strict: true });
    expect({ tarball, messages }).toEqual({ tarball, messages: [] });
    const types = await checkPackage(createPackageFromTarballData(data));
    // What only CommonJS and the resolution of Node 10 miss: there is nothing for them on purpose.
    const problems =
      'problems' in types
        ? types.problems.filter((problem) => !('resolutionKind' in problem) || !/node10|cjs/.test(problem.resolutionKind))
        : [];
    expect({ tarball, problems }).toEqual({ tarball, problems: [] });
  }
});

test('a program in plain JavaScript defines a task, serves it, and uses it from a client', () => {
  writeFileSync(
    join(project, 'tasks.js'),
    `import { defineTask, defineTasks } from '@milepost/core';
     import { z } from 'zod';
     const double = defineTask({ title: 'Double', input: z.object({ of: z.number() }), output: z.number(), run: ({ input }) => input.of * 2 });
     export default defineTasks(import.meta.url, { 'math.double': double });`,
  );
  writeFileSync(
    join(project, 'program.js'),
    `import { createClient } from '@milepost/client';
     import { openMilepost } from '@milepost/core';
     import photos from '@milepost/photos';
     import { openServer } from '@milepost/server';
     import tasks from './tasks.js';
     const milepost = await openMilepost({ tasks: [tasks, photos], data: './data' });
     const server = await openServer(milepost, { port: 0, token: 'secret-of-the-test', log: 'silent' });
     const client = createClient({ url: server.url, token: 'secret-of-the-test' });
     const job = await client.start('math.double', { of: 21 });
     console.log(await job.result(), (await client.tasks.list()).length > 3);
     await client.close();
     await server.close();
     await milepost.close();`,
  );
  expect(run(process.execPath, ['program.js'], project)).toBe('42 true\n');
});

test('the command runs, with its pages, its samples and its tasks', () => {
  const bin = join(project, 'node_modules/milepost/dist/bin.js');
  const data = ['--data', join(project, 'cli')];
  expect(run(process.execPath, [bin, 'run', 'demo.sleep', '--steps', '1', ...data], project)).toContain('Sleep succeeded');
  expect(run(process.execPath, [bin, 'tasks'], project)).toContain('photos.fix-orientation');
  expect(readFileSync(join(project, 'node_modules/@milepost/web/dist/index.html'), 'utf8')).toContain('<script');
  run(process.execPath, [bin, 'init', 'mine'], project);
  const tidy = ['run', 'files.tidy-names', 'mine/samples', '--tasks', 'mine/tasks.ts', '--yes', ...data];
  expect(run(process.execPath, [bin, ...tidy], project)).toContain('Tidy names succeeded: 2 files done');
});

test.each(['nodenext', 'bundler'])('its types are found and checked with %s', (resolution) => {
  writeFileSync(
    join(project, 'program.ts'),
    `import { createClient, type Progress } from '@milepost/client';
     import type demo from '@milepost/core/demo';
     const client = createClient<typeof demo>({ url: 'http://localhost:4400' });
     const job = await client.start('demo.sleep', { steps: 3 });
     for await (const progress of job.progress()) { const seen: Progress = progress; console.log(seen.done); }
     export const slept: number = (await job.result()).slept;
     // @ts-expect-error steps is a number
     await client.start('demo.sleep', { steps: 'three' });
     export const stranger: unknown = await (await createClient().start('anything', {})).result();`,
  );
  const module = resolution === 'bundler' ? 'esnext' : 'nodenext';
  const options = [
    '--module',
    module,
    '--moduleResolution',
    resolution,
    '--target',
    'es2023',
    '--lib',
    'es2023,esnext.disposable,dom',
  ];
  const flags = ['--checkers', '1', '--ignoreConfig', '--noEmit', '--strict', '--types', ''];
  expect(run(process.execPath, [compiler, 'program.ts', ...flags, ...options], project)).toBe('');
});

test('packages that meet in one program ask for the same version of what they share', () => {
  const asked = new Map<string, Set<string>>();
  for (const name of names) {
    const { version, dependencies = {} } = readPackage(name);
    expect(version).toBe(readPackage('core').version);
    for (const [dependency, range] of Object.entries(dependencies)) {
      asked.set(dependency, (asked.get(dependency) ?? new Set()).add(range));
    }
  }
  const catalog = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8').match(/^catalog:\n((?: {2}.*\n)+)/m)?.[1] ?? '';
  for (const [, dependency = '', range = ''] of catalog.matchAll(/"?([^":\s]+)"?: (.+)/g)) asked.get(dependency)?.add(range);
  expect([...asked].filter(([, ranges]) => ranges.size > 1)).toEqual([]);
});

function readPackage(name: string): { version: string; dependencies?: Record<string, string> } {
  return JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
}

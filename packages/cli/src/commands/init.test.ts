import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Bench, openBench, ownTasks } from '../testing/milepost.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

test('a project of one’s own is written, runs at once, passes its test, and is never written over', async () => {
  const folder = join(bench.data, 'My Tasks');
  const { code, stdout } = await bench.run('init', folder);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('milepost run files.tidy-names') });
  expect(await readdir(folder)).toEqual(expect.arrayContaining(['.gitignore', 'package.json', 'tasks.ts', 'tidy-names.test.ts']));
  expect(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))).toMatchObject({ name: 'my-tasks', type: 'module' });

  const run = (command: string, ...words: string[]) => {
    const env = { ...process.env, MILEPOST_DATA: join(bench.data, 'data') };
    return spawnSync(command, words, { cwd: folder, env, encoding: 'utf8' });
  };
  const tidy = ['run', 'files.tidy-names', './samples', '--tasks', './tasks.ts'];
  const dry = run('node_modules/.bin/milepost', ...tidy, '--dry-run');
  expect(dry.stdout).toContain('letter-to-ada.txt');
  expect(run('node_modules/.bin/milepost', ...tidy, '--yes').status).toBe(0);
  expect(await readdir(join(folder, 'samples'))).toEqual(['letter-to-ada.txt', 'notes.txt', 'shopping-list.txt']);
  expect(run('npm', 'test').stdout).toMatch(/pass 1\n[\s\S]*fail 0/);
  await mkdir(join(folder, 'node_modules/@types'));
  await symlink(
    fileURLToPath(import.meta.resolve('@types/node/package.json')).replace(/package\.json$/, ''),
    join(folder, 'node_modules/@types/node'),
  );
  await writeFile(
    join(folder, 'use.ts'),
    `import { createClient } from '@milepost/client';
    import type tasks from './tasks.ts';
    const job = await createClient<typeof tasks>().start('files.tidy-names', { folder: '.' });
    // @ts-expect-error it has no such space
    await createClient<typeof tasks>().start('files.tidy-names', { folder: '.', space: '.' });
    console.log(job.id);`,
  );
  const compiler = fileURLToPath(import.meta.resolve('../../../../node_modules/@typescript/native/bin/tsc'));
  expect(run(process.execPath, compiler, '-p', '.').stdout).toBe('');

  expect(await bench.run('init', folder)).toMatchObject({ code: 2, stderr: expect.stringContaining('already') });
});

test('a task module in TypeScript runs without a build, in worker threads too, with the modules that it imports', async () => {
  const typed = ownTasks.replace(/tasks\.js$/, 'typed.ts');
  const { code, stdout } = await bench.run('run', 'typed.say', '--word', 'hello', '--tasks', typed);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Result: {"said":"HELLO"}') });
  const refused = await bench.run('tasks', '--tasks', ownTasks.replace(/tasks\.js$/, 'untypable.ts'));
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(/untypable\.ts.*enum/s) });
});

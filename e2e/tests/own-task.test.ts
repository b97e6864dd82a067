import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from './house.ts';
import { run } from './milepost.ts';

const compiler = fileURLToPath(new URL('../../node_modules/@typescript/native/bin/tsc', import.meta.url));

const oneFile = `
import { defineTask, range } from '@milepost/core';
import { z } from 'zod';

export const add = defineTask({
  title: 'Add up',
  description: 'Adds the numbers below a limit.',
  input: z.object({ below: z.number().int().min(1).describe('Where to stop.') }),
  output: z.object({ sum: z.number() }),
  run({ input, progress }) {
    let sum = 0;
    for (const number of progress.over(range(input.below))) sum += number;
    return { sum };
  },
});
`;

const oneLine = `
import { defineTasks } from '@milepost/core';
import { add } from './add.ts';

export default defineTasks(import.meta.url, { 'own.add': add });
`;

const program = (steps: string) => `
import { createClient } from '@milepost/client';
import type tasks from './tasks.ts';

const client = createClient<typeof tasks>({ url: process.env.MILEPOST_URL, token: process.env.MILEPOST_TOKEN });
const job = await client.start('own.add', { below: ${steps} });
const { sum }: { sum: number } = await job.result();
console.log(sum);
await client.close();
`;

function compile(folder: string): string {
  return spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' }).stdout;
}

test('a task is one file and one line, and appears in form, help, client types and list', async ({ house, page }) => {
  // Within this package, so that the module finds what Milepost is made of.
  const folder = await mkdtemp(fileURLToPath(new URL('../.own-task-', import.meta.url)));
  const write = (name: string, text: string) => writeFile(join(folder, name), text);
  try {
    const config = {
      extends: '../tsconfig.json',
      compilerOptions: { noEmit: false, allowJs: false, rewriteRelativeImportExtensions: true },
      include: ['*.ts'],
    };
    await write('tsconfig.json', JSON.stringify(config));
    await write('add.ts', oneFile);
    await write('tasks.ts', oneLine);
    await write('program.ts', program('10'));
    expect(compile(folder)).toBe('');

    const module = join(folder, 'tasks.js');
    const help = await run(['run', 'own.add', '--help', '--tasks', module], { home: house.home });
    expect(help.said).toContain('--below');
    const list = await run(['tasks', '--tasks', module, '--json'], { home: house.home });
    expect(list.said).toContain('own.add');

    await house.kill();
    await house.open(['--tasks', module]);
    expect((await house.client().tasks.list()).map(({ name }) => name)).toContain('own.add');
    await page.goto(house.login());
    await page.getByRole('link', { name: 'Add up' }).click();
    await page.getByLabel('Below').fill('10');
    await page.getByRole('button', { name: /^Start/ }).click();
    await expect(page.getByRole('main').getByText('Succeeded').first()).toBeVisible();

    const started = spawnSync(process.execPath, [join(folder, 'program.js')], {
      encoding: 'utf8',
      env: { ...process.env, FORCE_COLOR: '0', ...house.env() },
    });
    expect(started.stdout, started.stderr).toBe('45\n');
    await write('program.ts', program("'ten'"));
    expect(compile(folder)).toContain("Type 'string' is not assignable to type 'number'");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

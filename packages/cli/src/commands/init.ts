import type { Command } from 'commander';
import { linkPackages } from '../init/link-packages.ts';
import { writeProject } from '../init/write-project.ts';

export function initCommand(program: Command): void {
  program
    .command('init [folder]')
    .summary('write a small project with a task of your own')
    .description(
      'Writes a task, a test for it and a package.json into a folder: this one, unless another is named. It runs at once, with the Milepost that wrote it; nothing is installed.',
    )
    .addHelpText('after', '\nExample:\n  $ milepost init my-tasks')
    .action(async (folder = '.') => {
      const written = await writeProject(folder);
      await linkPackages(folder);
      process.stdout.write(`${describe(folder, written)}\n`);
    });
}

function describe(folder: string, written: readonly string[]): string {
  return [
    `A small project is in ${folder === '.' ? 'this folder' : folder}: ${written.join(', ')}.`,
    '',
    'Try it:',
    ...(folder === '.' ? [] : [`  cd ${folder}`]),
    '  npx milepost run files.tidy-names ./samples --tasks ./tasks.ts --dry-run',
    '  npm test',
    '  npm start',
  ].join('\n');
}

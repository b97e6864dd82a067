import { cp, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { WrongUse } from '../exit-code.ts';
import { ownFolder, version } from '../own-package.ts';

/** What a new project begins with; npm would not pack a file that is called .gitignore. */
const template = join(ownFolder, 'project');
const samples = ['Letter to Ada.TXT', 'Shopping List.txt', 'notes.txt'];

/**
 * Writes a small project into a folder and gives the names of its files.
 * @throws WrongUse when one of them is there already: nothing is written then
 */
export async function writeProject(folder: string): Promise<string[]> {
  const root = resolve(folder);
  const files = (await readdir(template, { withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name);
  const targets = [...files.map((name) => name.replace(/^gitignore$/, '.gitignore')), 'package.json', 'samples'];
  for (const name of targets) {
    if ((await stat(join(root, name)).catch(() => null)) === null) continue;
    throw new WrongUse(`There is a ${name} in ${root} already. Name a new folder: milepost init my-tasks`);
  }
  await mkdir(join(root, 'samples'), { recursive: true });
  for (const name of files) await cp(join(template, name), join(root, name.replace(/^gitignore$/, '.gitignore')));
  for (const name of samples) await writeFile(join(root, 'samples', name), `${name} of the samples.\n`);
  await writeFile(join(root, 'package.json'), `${JSON.stringify(describePackage(basename(root)), null, 2)}\n`);
  return targets.map((name) => (name === 'samples' ? 'samples/' : name));
}

function describePackage(folder: string): object {
  return {
    name:
      folder
        .toLowerCase()
        .replace(/[^a-z0-9-]+/g, '-')
        .replace(/^-+|-+$/g, '') || 'tasks',
    private: true,
    type: 'module',
    scripts: {
      start: 'milepost serve ./samples --tasks ./tasks.ts',
      test: 'node --import @milepost/core/typescript --test tidy-names.test.ts',
    },
    dependencies: {
      '@milepost/client': `^${version}`,
      '@milepost/core': `^${version}`,
      milepost: `^${version}`,
      zod: '^4',
    },
    // For an editor; to run it neither is needed.
    devDependencies: { '@types/node': '^20', typescript: '^6' },
  };
}

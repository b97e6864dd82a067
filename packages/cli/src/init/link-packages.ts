import { chmod, mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { ownFolder } from '../own-package.ts';

/**
 * Links a project to the packages that this command itself runs with, so that it works without an install. `npm install` puts
 * packages of the registry in their place.
 */
export async function linkPackages(folder: string): Promise<void> {
  const modules = join(resolve(folder), 'node_modules');
  const fromHere = createRequire(import.meta.url);
  const packageOf = (name: string) => dirname(fromHere.resolve(`${name}/package.json`));
  const core = packageOf('@milepost/core');
  await link(ownFolder, join(modules, 'milepost'));
  await link(core, join(modules, '@milepost/core'));
  await link(packageOf('@milepost/client'), join(modules, '@milepost/client'));
  await link(dirname(createRequire(join(core, 'package.json')).resolve('zod/package.json')), join(modules, 'zod'));
  await writeCommand(join(modules, '.bin'));
}

async function link(target: string, path: string): Promise<void> {
  if ((await stat(path).catch(() => null)) !== null) return;
  await mkdir(dirname(path), { recursive: true });
  // A junction needs no rights of an administrator; only Windows knows it.
  await symlink(target, path, 'junction');
}

/** `milepost` as npm and npx find it. */
async function writeCommand(bin: string): Promise<void> {
  const entry = join(ownFolder, 'dist', 'bin.js');
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, 'milepost'), `#!/bin/sh\nexec node ${JSON.stringify(entry)} "$@"\n`);
  await chmod(join(bin, 'milepost'), 0o755);
  await writeFile(join(bin, 'milepost.cmd'), `@node "${entry}" %*\r\n`);
}

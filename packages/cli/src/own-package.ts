import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The folder of this package, wherever this module was put in it. */
export const ownFolder = dirname(createRequire(import.meta.url).resolve('milepost/package.json'));

/** This version of the command. */
export const { version } = JSON.parse(readFileSync(join(ownFolder, 'package.json'), 'utf8')) as { version: string }; // our own

import { createRequire } from 'node:module';

const manifest = createRequire(import.meta.url)('@milepost/core/package.json') as { version: string }; // our own package.json

/** This version of Milepost. */
export const version = manifest.version;

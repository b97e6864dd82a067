// @ts-check
// `npm run fuzz`: ten thousand spoilt photos are turned, shifted and read. The short form is in `npm test`. `MILEPOST_SPOILT` sets
// another number.
import { spawnSync } from 'node:child_process';
import { build, install, requireNode, root } from './prepare.js';

requireNode();
install();
build();

const env = { MILEPOST_SPOILT: '10000', ...process.env };
const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'tools/vitest.config.js', 'spoilt.test.ts'];
const { status } = spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
process.exitCode = status ?? 1;

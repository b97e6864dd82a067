// @ts-check
// `npm run trial`: each photo task and its undo with 1,000 photos, from the shell and on a server. The short form is in `npm test`.
import { spawnSync } from 'node:child_process';
import { build, install, requireNode, root } from './prepare.js';

requireNode();
install();
build();

const env = { MILEPOST_TRIAL: '1000', ...process.env };
const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'tools/vitest.config.js', 'trial.test.ts'];
const { status } = spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
process.exitCode = status ?? 1;

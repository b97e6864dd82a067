// @ts-check
// `npm run trial`: each photo task and its undo with 1,000 photos, from the shell, on a server and in
// a browser. The short form of the first two is in `npm test`; `MILEPOST_PICTURES=<folder>` takes pictures of the third.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, install, requireNode, root } from './prepare.js';

requireNode();
install();
build();

const env = { MILEPOST_TRIAL: '1000', ...process.env };
const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'tools/vitest.config.js', 'trial.test.ts'];
const { status } = spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
const browser = ['node_modules/@playwright/test/cli.js', 'test', '-c', 'trial/playwright.config.ts'];
const { status: clicked } = spawnSync(process.execPath, browser, { cwd: join(root, 'e2e'), env, stdio: 'inherit' });
process.exitCode = status || (clicked ?? 1);

// @ts-check
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, install, requireNode, root } from './prepare.js';

// `npm run screenshots`: every page in both themes and two widths, into docs/images.
requireNode();
install();
build();
const playwright = 'node_modules/@playwright/test/cli.js';
const { status } = spawnSync(process.execPath, [playwright, 'test', '-c', 'screenshots/playwright.config.ts'], {
  cwd: join(root, 'e2e'),
  stdio: 'inherit',
});
process.exitCode = status ?? 1;

// @ts-check
// `npm run chaos`: processes are killed at random 50 times, what lies between clients and a server is disturbed 200 times, jobs are
// asked at random what can be asked of them, and the server is sent what makes no sense. The short forms are in `npm test`.
// `MILEPOST_CHAOS_SEED` runs a seed that was printed again.
import { spawnSync } from 'node:child_process';
import { build, install, requireNode, root } from './prepare.js';

requireNode();
install();
build();

const env = {
  MILEPOST_CHAOS_ROUNDS: '50',
  MILEPOST_PROPERTY_RUNS: '200',
  MILEPOST_FUZZ_RUNS: '1000',
  MILEPOST_WIRE_ROUNDS: '200',
  ...process.env,
};
const args = [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--config',
  'tools/vitest.config.js',
  'chaos.test.ts',
  'state.test.ts',
  'fuzz.test.ts',
];
const { status } = spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
process.exitCode = status ?? 1;

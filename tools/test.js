// @ts-check
// `npm test`: everything, and on after a failure so that all of it is seen. `npm test -- words` runs only the tests in files
// whose path holds the words. Tests wait most of their time, for processes, sockets and clocks: so those in a browser, and then
// lint and types, run beside the others, and are told of after them.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, compiler, install, requireNode, root, workspaces } from './prepare.js';
import { countCheck, countPlaywright, countVitest } from './tally.js';

/** @type {import('./tally.js').Count[]} */
const counts = [];
process.once('exit', (code) => {
  // What did not get as far as its first test (it did not install, did not compile) has failed.
  if (counts.length === 0) counts.push(countCheck(code || 1));
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
  process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0;
});

requireNode();
install();
build();

const filter = process.argv.slice(2);
const reports = mkdtempSync(join(tmpdir(), 'milepost-test-'));
const beside = playwright().then(async (ways) => (filter.length === 0 ? [ways, ...(await checks())] : [ways]));
for (const { title, said, count } of [await vitest(), ...(await beside)]) {
  if (said !== '') console.log(`\n── ${title}\n${said}`);
  counts.push(count());
}
rmSync(reports, { recursive: true, force: true });

/** @param {keyof import('./tally.js').Count} kind */
function sum(kind) {
  return counts.reduce((sum, count) => sum + count[kind], 0);
}

/**
 * Something that ran to its end: what it said, as far as it was not seen while it ran, and how it is counted.
 * @typedef {{ title: string, said: string, count: () => import('./tally.js').Count }} Ended
 */

async function checks() {
  /** @type {Ended[]} */
  const ended = [];
  /** @param {string} title @param {string[]} command @param {string} [folder] */
  const check = async (title, command, folder) => {
    const { said, status } = await run(command, { folder });
    ended.push({ title, said, count: () => countCheck(status) });
  };
  await check('lint', [process.execPath, 'node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings']);
  await check('types of the tools', [process.execPath, compiler, '-p', 'tools']);
  for (const folder of workspaces()) {
    const { scripts } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    if (scripts?.check) await check(`types of ${folder}`, ['npm', 'run', '--silent', 'check'], folder);
  }
  return ended;
}

/** @returns {Promise<Ended>} */
async function vitest() {
  const report = join(reports, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  console.log('\n── tests');
  const command = [process.execPath, 'node_modules/vitest/vitest.mjs', 'run', '--config', 'tools/vitest.config.js'];
  const { status } = await run([...command, ...reporters, ...filter], { seen: true });
  return { title: 'tests', said: '', count: () => countVitest(report, status) };
}

/** @returns {Promise<Ended>} */
async function playwright() {
  const report = join(reports, 'playwright.json');
  const command = [process.execPath, 'node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json'];
  const { said, status } = await run([...command, '--pass-with-no-tests', ...filter], {
    folder: 'e2e',
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  });
  return { title: 'end to end', said, count: () => countPlaywright(report, status) };
}

/**
 * Runs a program to its end. Gives its exit code, null when a signal ended it, and what it said where that is not seen at once.
 * @param {string[]} command
 * @param {{ folder?: string | undefined, env?: Record<string, string>, seen?: boolean }} options
 * @returns {Promise<{ status: number | null, said: string }>}
 */
function run([program = '', ...args], { folder = '.', env = {}, seen = false }) {
  const output = seen ? 'inherit' : 'pipe';
  const child = spawn(program, args, {
    cwd: join(root, folder),
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', ...env },
    shell: process.platform === 'win32' && program === 'npm',
    stdio: ['ignore', output, output],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (said += text));
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve({ status: null, said: `${said}${message}\n` }));
    child.once('close', (status) => resolve({ status, said }));
  });
}

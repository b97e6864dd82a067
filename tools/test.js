// @ts-check
// `npm test`: everything, and on after a failure so that all of it is seen. `npm test -- words` runs only the tests in files
// whose path holds the words.
import { spawnSync } from 'node:child_process';
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
if (filter.length === 0) counts.push(...checks());
counts.push(vitest(), playwright());
rmSync(reports, { recursive: true, force: true });

/** @param {keyof import('./tally.js').Count} kind */
function sum(kind) {
  return counts.reduce((sum, count) => sum + count[kind], 0);
}

function checks() {
  const lint = countCheck(
    run('lint', process.execPath, ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings']),
  );
  const types = workspaces()
    .filter((folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')).scripts?.check)
    .map((folder) => countCheck(run(`types of ${folder}`, 'npm', ['run', '--silent', 'check'], folder)));
  const tools = countCheck(run('types of the tools', process.execPath, [compiler, '-p', 'tools']));
  return [lint, tools, ...types];
}

function vitest() {
  const report = join(reports, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const status = run('tests', process.execPath, [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config',
    'tools/vitest.config.js',
    ...reporters,
    ...filter,
  ]);
  return countVitest(report, status);
}

function playwright() {
  const report = join(reports, 'playwright.json');
  const args = ['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json', '--pass-with-no-tests', ...filter];
  return countPlaywright(report, run('end to end', process.execPath, args, 'e2e', { PLAYWRIGHT_JSON_OUTPUT_FILE: report }));
}

/**
 * Runs a program to its end and lets it speak. Gives its exit code, null when a signal ended it.
 * @param {string} title
 * @param {string} program
 * @param {string[]} args
 * @param {string} folder
 * @param {Record<string, string>} env
 */
function run(title, program, args, folder = '.', env = {}) {
  console.log(`\n── ${title}`);
  const { status, error } = spawnSync(program, args, {
    cwd: join(root, folder),
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', ...env },
    shell: process.platform === 'win32' && program === 'npm',
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (error) console.error(error.message);
  return status;
}

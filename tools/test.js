// @ts-check
// `npm test`: everything, and on after a failure so that all of it is seen. `npm test -- words` runs only the tests in files
// whose path holds the words.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
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

const biome = 'node_modules/@biomejs/biome/bin/biome';
const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1' };
const filter = process.argv.slice(2);
const reports = mkdtempSync(join(tmpdir(), 'milepost-test-'));
if (filter.length === 0) await checks();
counts.push(vitest(), playwright());
rmSync(reports, { recursive: true, force: true });

/** @param {keyof import('./tally.js').Count} kind */
function sum(kind) {
  return counts.reduce((sum, count) => sum + count[kind], 0);
}

/** Lint, and the types of everything: as many at a time as there are processors, each heard when it is over. */
async function checks() {
  const lint = { title: 'lint', program: process.execPath, args: [biome, 'check', '--error-on-warnings'], folder: '.' };
  const tools = { title: 'types of the tools', program: process.execPath, args: [compiler, '-p', 'tools'], folder: '.' };
  const types = workspaces()
    .filter((folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')).scripts?.check)
    .map((folder) => ({ title: `types of ${folder}`, program: 'npm', args: ['run', '--silent', 'check'], folder }));
  const left = [lint, tools, ...types];
  const take = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) counts.push(countCheck(await check(next)));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, take));
}

/**
 * Runs a program to its end, and shows then what it said. Gives its exit code, null when a signal ended it.
 * @param {{ title: string, program: string, args: string[], folder: string }} check
 * @returns {Promise<number | null>}
 */
function check({ title, program, args, folder }) {
  return new Promise((resolve) => {
    const options = {
      cwd: join(root, folder),
      env,
      shell: process.platform === 'win32' && program === 'npm',
      maxBuffer: 2 ** 28,
    };
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      console.log(`\n── ${title}\n${stdout}${stderr}`.trimEnd());
      if (error !== null && child.exitCode === null) console.error(error.message);
      resolve(child.exitCode);
    });
  });
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
 * @param {Record<string, string>} more
 */
function run(title, program, args, folder = '.', more = {}) {
  console.log(`\n── ${title}`);
  const { status, error } = spawnSync(program, args, {
    cwd: join(root, folder),
    env: { ...env, ...more },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (error) console.error(error.message);
  return status;
}

// @ts-check
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const compiler = 'node_modules/@typescript/native/bin/tsc';
const memory = join(root, 'node_modules/.cache/milepost');

/** Ends with a sentence on a Node that is too old. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Milepost needs Node 20.19 or newer; this is ${process.versions.node}. Get a newer one from https://nodejs.org.`);
  process.exit(1);
}

/** Installs when a package.json or the lockfile has changed since the last time. */
export function install() {
  const wanted = fingerprint([
    'package.json',
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    ...workspaces().map((folder) => `${folder}/package.json`),
  ]);
  if (existsSync(join(root, 'node_modules/.pnpm')) && recall('installed') === wanted) return;
  console.log('Installing; the first time it takes about half a minute.');
  step('Installing', 'npx', ['-y', 'pnpm@12.21.0', 'install', '--frozen-lockfile']);
  remember('installed', wanted);
}

/** Compiles what has changed, and bundles what programs and pages load where that has. */
export function build() {
  step('Compiling', process.execPath, [compiler, '-b']);
  const bundled = ['core', 'client', 'server', 'photos', 'cli'].map((name) => `packages/${name}`);
  const sources = bundled.flatMap((folder) => [`${folder}/src`, `${folder}/package.json`]);
  const doors = bundled.map((folder) => `${folder}/dist/index.js`);
  unlessMade('bundles', doors, ['pnpm-lock.yaml', 'tools/bundle.js', ...sources], () =>
    step('Bundling', process.execPath, ['tools/bundle.js']),
  );
  const pages = ['pnpm-lock.yaml', 'packages/web', 'packages/client/src', 'packages/core/src/model'];
  unlessMade('pages', ['packages/web/dist/index.html'], pages, () =>
    step('Building the pages', process.execPath, ['node_modules/vite/bin/vite.js', 'build'], 'packages/web'),
  );
}

/**
 * Makes something unless it was made of just these sources. The times of its files tell when somebody else has made any of them
 * since, perhaps of others.
 * @param {string} name
 * @param {string[]} files
 * @param {string[]} sources
 * @param {() => void} make
 */
function unlessMade(name, files, sources, make) {
  const wanted = fingerprint(sources);
  const state = () => [wanted, ...files.map((file) => statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs)].join(' ');
  if (files.every((file) => existsSync(join(root, file))) && recall(name) === state()) return;
  make();
  remember(name, state());
}

/** The folders of all packages, as far as they are there. */
export function workspaces() {
  const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);
  return [...packages, 'bench', 'e2e', 'examples'].filter((folder) => existsSync(join(root, folder, 'package.json')));
}

/**
 * Runs a program to its end, in quiet; what it said is shown when it fails, and then this process ends.
 * @param {string} title
 * @param {string} program
 * @param {string[]} args
 * @param {string} folder
 */
function step(title, program, args, folder = '.') {
  const start = performance.now();
  const { status, error, signal, stdout, stderr } = spawnSync(program, args, {
    cwd: join(root, folder),
    encoding: 'utf8',
    env: { ...process.env, CI: 'true', TURBO_TELEMETRY_DISABLED: '1' }, // CI: nothing asks a question
    maxBuffer: 2 ** 28,
    shell: process.platform === 'win32' && program === 'npx',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const seconds = (performance.now() - start) / 1000;
  if (status === 0) {
    if (seconds >= 1) console.log(`${title}: done in ${seconds.toFixed(1)} s.`);
    return;
  }
  console.error(`${stdout ?? ''}${stderr ?? ''}${title}: ${error?.message ?? `ended with ${signal ?? `exit code ${status}`}`}.`);
  process.exit(1);
}

/**
 * One word for the content of files and folders; where nothing has changed it is the same.
 * @param {string[]} paths
 */
function fingerprint(paths) {
  const hash = createHash('sha256').update(process.version);
  /** @param {string} path */
  const add = (path) => {
    const full = join(root, path);
    if (!existsSync(full)) return;
    if (!statSync(full).isDirectory()) return void hash.update(`${path}\0`).update(readFileSync(full));
    for (const name of readdirSync(full).sort()) if (!/^(node_modules|dist|\..*)$/.test(name)) add(`${path}/${name}`);
  };
  for (const path of paths) add(path);
  return hash.digest('hex');
}

/** @param {string} name */
function recall(name) {
  return existsSync(join(memory, name)) ? readFileSync(join(memory, name), 'utf8') : null;
}

/**
 * @param {string} name
 * @param {string} value
 */
function remember(name, value) {
  mkdirSync(dirname(join(memory, name)), { recursive: true });
  writeFileSync(join(memory, name), value);
}

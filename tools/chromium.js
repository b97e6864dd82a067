// @ts-check
import { spawnSync } from 'node:child_process';
import { constants, createReadStream, createWriteStream } from 'node:fs';
import { access, chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createBrotliDecompress } from 'node:zlib';

/** What every test browser is started with: no sandbox, as tests may run as root, and no talk with anyone outside. */
const args = [
  '--no-sandbox',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/**
 * A Chromium for the tests: the one that `$CHROMIUM` names, or on Linux x64 the one that is carried inside an npm package, which is
 * unpacked the first time, or else an installed one. The carried one is Chromium's headless shell: the same engine without windows,
 * menus and profiles, so that the clean slate which each test is given takes it a tenth of the processor time.
 * `env` holds what the browser needs beside the environment that is there.
 * @returns {Promise<{ executablePath: string, env: Record<string, string>, args: string[] }>}
 */
export async function findChromium() {
  const named = process.env.CHROMIUM;
  if (named) {
    if (await mayRun(named)) return { executablePath: named, env: {}, args };
    throw new Error(`Expected $CHROMIUM to name a program, but nothing can be run at ${named}.`);
  }
  if (mayRunTheCarried()) return carriedChromium();
  for (const executablePath of usualPlaces()) {
    if (await mayRun(executablePath)) return { executablePath, env: {}, args };
  }
  throw new Error('The tests need Chromium or Google Chrome: install one, or name its program in $CHROMIUM.');
}

/** It is built for Linux x64 with the GNU C library; where another stands in its place the report of the process names none. */
function mayRunTheCarried() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return false;
  const { header } = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return header.glibcVersionRuntime !== undefined;
}

/** @returns {string[]} */
function usualPlaces() {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  }
  if (process.platform === 'win32') {
    const roots = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA];
    const programs = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];
    return roots.flatMap((root) => (root ? programs.map((program) => join(root, program)) : []));
  }
  return ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map((name) => `/usr/bin/${name}`);
}

/** @param {string} path */
async function mayRun(path) {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** The browser inside @sparticuz/chromium, unpacked once per version. Two processes may do so at once: the later one yields. */
async function carriedChromium() {
  const packed = fileURLToPath(new URL('../node_modules/@sparticuz/chromium/', import.meta.url));
  const { version } = JSON.parse(await readFile(join(packed, 'package.json'), 'utf8'));
  // Beside what was installed and not in a folder that all share, where somebody else could have put a program.
  const folder = fileURLToPath(new URL(`../node_modules/.cache/chromium-${version}`, import.meta.url));
  if (!(await mayRun(join(folder, 'chromium')))) await unpack(join(packed, 'bin'), folder);
  const libraries = [folder, join(folder, 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(delimiter);
  return {
    executablePath: join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: folder },
    args: [...args, '--headless=shell', '--no-zygote'],
  };
}

/**
 * @param {string} packed
 * @param {string} folder
 */
async function unpack(packed, folder) {
  await mkdir(dirname(folder), { recursive: true });
  const making = await mkdtemp(`${folder}-`);
  try {
    await Promise.all([
      pipeline(
        createReadStream(join(packed, 'chromium.br')),
        createBrotliDecompress(),
        createWriteStream(join(making, 'chromium')),
      ),
      ...['al2023', 'fonts', 'swiftshader'].map((name) => unpackTar(join(packed, `${name}.tar.br`), making)),
    ]);
    await mkdir(join(making, 'cache'));
    await writeFile(
      join(making, 'fonts.conf'),
      `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${folder}/cache</cachedir></fontconfig>\n`,
    );
    await chmod(join(making, 'chromium'), 0o755);
    await rename(making, folder);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    if (!(await mayRun(join(folder, 'chromium')))) throw error; // otherwise another process was quicker
  }
}

/**
 * @param {string} archive
 * @param {string} folder
 */
async function unpackTar(archive, folder) {
  const tar = join(folder, `${archive.replace(/.*\//, '')}.tar`);
  await pipeline(createReadStream(archive), createBrotliDecompress(), createWriteStream(tar));
  const { status, error, stderr } = spawnSync('tar', ['-xf', tar, '-C', folder, '--no-same-owner'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`tar could not unpack ${archive}: ${error?.message ?? stderr}`);
  await rm(tar);
}

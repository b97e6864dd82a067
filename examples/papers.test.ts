import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeSamplePhotos } from '@milepost/photos/samples';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = join(root, 'node_modules/@typescript/native/bin/tsc');
const bin = join(root, 'packages/cli/dist/bin.js');
/** Inside this package, so that the blocks find what it depends on. Each paper has a folder of its own in it. */
const workshop = fileURLToPath(new URL('.papers', import.meta.url));
let home = '';

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'milepost-papers-'));
  rmSync(workshop, { recursive: true, force: true });
  mkdirSync(workshop, { recursive: true });
});

afterAll(() => {
  for (const folder of [workshop, home]) rmSync(folder, { recursive: true, force: true });
});

interface Block {
  readonly paper: string;
  readonly line: number;
  readonly language: string;
  readonly code: string;
}

/** The code blocks of the papers, but those after a line `<!-- shown only -->`. */
function readBlocks(): Block[] {
  const papers = readdirSync(root).filter((name) => name.endsWith('.md'));
  const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  return [...papers, ...docs.map((name) => `docs/${name}`)].flatMap((paper) => {
    const text = readFileSync(join(root, paper), 'utf8');
    return [...text.matchAll(/(<!-- shown only -->\n+)?^```(\w+)[^\n]*\n(.*?)^```/gms)]
      .filter((match) => match[1] === undefined)
      .map(({ index, 2: language = '', 3: code = '' }) => ({
        paper,
        line: text.slice(0, index).split('\n').length,
        language,
        code,
      }));
  });
}

const blocks = readBlocks();
const named = /^\/\/ (\S+\.ts)\n/;

test('the TypeScript of the papers compiles', () => {
  expect(blocks.map(({ language }) => language)).toContain('ts');
  for (const { paper, line, code } of blocks.filter(({ language }) => language === 'ts')) {
    // A block may begin with the name of its file, for its neighbours to import.
    const file = join(workshop, paper, named.exec(code)?.[1] ?? `line-${line}.ts`);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, `${code}\nexport {};\n`);
  }
  const config = {
    extends: '../tsconfig.test.json',
    // What is compiled stands beside its source, where the commands of the papers look for it.
    compilerOptions: { noEmit: false, rewriteRelativeImportExtensions: true, noUnusedLocals: false },
    include: ['**/*.ts'],
    exclude: [],
    files: [],
  };
  writeFileSync(join(workshop, 'tsconfig.json'), JSON.stringify(config));
  const { stdout } = spawnSync(process.execPath, [compiler, '-p', workshop, '--checkers', '1'], { encoding: 'utf8' });
  expect(stdout).toBe('');
}, 60_000);

test('what the papers show of the examples is what they are', () => {
  const shown = blocks.filter(({ code }) => named.test(code)).map(({ code }) => code);
  for (const name of ['own-task/count-words.ts', 'own-task/tasks.ts']) {
    expect(shown).toContain(`// ${name}\n${readFileSync(new URL(name, import.meta.url), 'utf8')}`);
  }
  expect(blocks.map(({ code }) => code)).toContain(readFileSync(new URL('sleep.ts', import.meta.url), 'utf8'));
});

test('the tests that the page about photos names are there', () => {
  const text = readFileSync(join(root, 'docs/photos.md'), 'utf8');
  const named = [...text.matchAll(/^- `(\S+\.test\.ts)`: _([^_]+)_/gm)];
  expect(named.length).toBeGreaterThan(9);
  for (const [, file = '', sentence = ''] of named) {
    expect(readFileSync(join(root, 'packages/photos/src', file), 'utf8'), file).toContain(sentence.replace(/\s+/g, ' '));
  }
});

/** `milepost` as a function of the shell. A server is one in the background, and is there when the next line is run. */
const prelude = `set -e
milepost() {
  if [ "$1" != serve ]; then "$NODE" "$BIN" "$@"; return; fi
  "$NODE" "$BIN" "$@" --port 0 --no-open > serve.out &
  trap "kill $!; wait" EXIT
  until grep -q 'Log in' serve.out; do kill -0 $! || exit 1; sleep 0.1; done
}
`;

test('the commands of the papers do what they say', async () => {
  expect(blocks.map(({ language }) => language)).toContain('sh');
  const photos = join(home, 'photos');
  await writeSamplePhotos(photos);
  rmSync(join(photos, 'IMG_1225.jpg')); // it is damaged, so a job that comes by it is only partial
  for (const { paper, line, code } of blocks.filter(({ language }) => language === 'sh')) {
    const commands = code.split('\n').filter((text) => /^(\w+=\$\()?milepost /.test(text));
    const cwd = join(workshop, paper);
    mkdirSync(cwd, { recursive: true });
    cpSync(photos, join(cwd, 'photos'), { recursive: true });
    // Whatever this user has set is not for the papers.
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith('MILEPOST_'));
    const env = { ...Object.fromEntries(own), NODE: process.execPath, BIN: bin, HOME: home, XDG_DATA_HOME: '' };
    const { status, stdout, stderr } = spawnSync('sh', ['-c', prelude + commands.join('\n')], {
      cwd,
      env,
      encoding: 'utf8',
      timeout: 100_000,
    });
    expect({ at: `${paper}:${line}`, status, said: stdout + stderr }).toMatchObject({ status: 0 });
  }
}, 240_000);

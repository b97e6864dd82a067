import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = join(root, 'node_modules/@typescript/native/bin/tsc');
const bin = join(root, 'packages/cli/dist/bin.js');
/** Inside this package, so that the blocks find what it depends on. */
const workshop = fileURLToPath(new URL('.papers', import.meta.url));
let home = '';

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'milepost-papers-'));
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

test('the TypeScript of the papers compiles', () => {
  expect(blocks.map(({ language }) => language)).toContain('ts');
  rmSync(workshop, { recursive: true, force: true });
  for (const { paper, line, code } of blocks.filter(({ language }) => language === 'ts')) {
    // A block may begin with the name of its file, for its neighbours to import.
    const name = /^\/\/ (\S+\.ts)\b/.exec(code)?.[1] ?? `line-${line}.ts`;
    const folder = join(workshop, paper);
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), `${code}\nexport {};\n`);
  }
  mkdirSync(workshop, { recursive: true });
  const config = {
    extends: '../tsconfig.test.json',
    compilerOptions: { noUnusedLocals: false },
    include: ['**/*.ts'],
    exclude: [],
    files: [],
  };
  writeFileSync(join(workshop, 'tsconfig.json'), JSON.stringify(config));
  const { stdout } = spawnSync(process.execPath, [compiler, '-p', workshop], { encoding: 'utf8' });
  expect(stdout).toBe('');
}, 60_000);

test('the commands of the papers do what they say', () => {
  expect(blocks.map(({ language }) => language)).toContain('sh');
  for (const { paper, line, code } of blocks.filter(({ language }) => language === 'sh')) {
    for (const command of code.split('\n').filter((text) => text.startsWith('milepost '))) {
      const { status, stdout, stderr } = spawnSync(
        'sh',
        ['-c', `milepost() { "${process.execPath}" "${bin}" "$@"; }; ${command}`],
        {
          cwd: home,
          encoding: 'utf8',
          env: { ...process.env, HOME: home, XDG_DATA_HOME: '' },
        },
      );
      expect({ at: `${paper}:${line}`, command, status, said: stdout + stderr }).toMatchObject({ status: 0 });
    }
  }
}, 60_000);

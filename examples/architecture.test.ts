import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The source files of all packages, without their tests, as paths from the root. */
function findSources(): string[] {
  return readdirSync(join(root, 'packages'))
    .flatMap((name) => listFiles(`packages/${name}/src`))
    .filter((file) => !/\.test(-d)?\.ts$/.test(file));
}

function listFiles(folder: string): string[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

/** The paths that ARCHITECTURE.md draws as trees, each with its caption. A name that ends with a slash is a folder. */
function readTrees(): Map<string, string> {
  const captions = new Map<string, string>();
  const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
  for (const [, tree = ''] of text.matchAll(/^```text\n(packages\/.*?)^```/gms)) {
    const folders: string[] = [];
    for (const line of tree.trimEnd().split('\n')) {
      const [, indent = '', name = '', caption = ''] = /^( *)(\S+) *(.*)$/.exec(line) ?? [];
      folders.length = indent.length / 2;
      if (name.endsWith('/')) folders.push(name);
      else captions.set(`${folders.join('')}${name}`, caption);
    }
  }
  return captions;
}

const sources = findSources();

test('the trees in ARCHITECTURE.md name every source file, and none that is not there', () => {
  const captions = readTrees();
  const missing = sources.filter((file) => !captions.has(file));
  const gone = [...captions.keys()].filter((file) => !sources.includes(file));
  expect({ 'add to ARCHITECTURE.md': missing, 'take out of ARCHITECTURE.md': gone }).toEqual({
    'add to ARCHITECTURE.md': [],
    'take out of ARCHITECTURE.md': [],
  });
});

test('every file has a caption of a few words', () => {
  const captions = [...readTrees()].filter(([, caption]) => caption.split(' ').length < 2 || caption.split(' ').length > 10);
  expect(captions).toEqual([]);
});

/** What each package may import of the others; `type` where only types. */
const allowed: Record<string, readonly string[]> = {
  core: [],
  photos: ['@milepost/core'],
  server: ['@milepost/core', '@milepost/core/model'],
  client: ['@milepost/core/model', 'type @milepost/core', 'type @milepost/server'],
  web: ['@milepost/client', '@milepost/core/model'],
  cli: ['@milepost/'],
};

/** Every import of a file, `type ` before those of types alone. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const pattern = /^\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm;
  return [...text.matchAll(pattern)].map(([, type, named, loaded]) => `${type ? 'type ' : ''}${named ?? loaded}`);
}

function mayImport(name: string, imported: string): boolean {
  const target = imported.replace('type ', '');
  return (allowed[name] ?? []).some((one) => one === imported || one === target || (one.endsWith('/') && target.startsWith(one)));
}

test('imports run down only', () => {
  const known = new Set<string>();
  const wrong: string[] = [];
  for (const file of sources.filter((source) => !source.includes('/testing/') && /\.(ts|svelte)$/.test(source))) {
    const [, name = ''] = file.split('/');
    for (const imported of importsOf(file)) {
      const path = imported.replace('type ', '');
      const within = `packages/${name}/src/`;
      if (path.startsWith('.') && !join(dirname(file), path).startsWith(within))
        wrong.push(`${file} leaves its package: ${path}`);
      if (!/^(@milepost\/|milepost$)/.test(path)) continue;
      known.add(`${name} ${path}`);
      if (!mayImport(name, imported)) wrong.push(`${file} may not import ${imported}`);
    }
  }
  expect(wrong).toEqual([]);
  // Were imports not found at all, nothing would ever be wrong.
  expect([...known]).toEqual(expect.arrayContaining(['photos @milepost/core', 'web @milepost/client', 'cli @milepost/server']));
});

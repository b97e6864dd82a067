import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Where a file is that the paper names: in core, unless it says in which package. */
const find = (file: string) => root + (file.startsWith('packages/') ? file : `packages/core/src/${file}`);
const paper = readFileSync(new URL('../docs/guarantees.md', import.meta.url), 'utf8');

/** Each test that docs/guarantees.md names: its file and its sentence. */
const named = [...paper.matchAll(/`([\w./-]+\.ts)`: _([^_]+)_/g)].map(([, file = '', sentence = '']) => ({
  file,
  sentence: sentence.replaceAll(/\s+/g, ' '),
}));

test('every test that the guarantees name is there, by its sentence', () => {
  expect(named.length).toBeGreaterThan(40);
  const missing = named.filter(({ file, sentence }) => {
    if (!existsSync(find(file))) return true;
    const text = readFileSync(find(file), 'utf8');
    return !text.includes(`'${sentence}'`);
  });
  expect(missing).toEqual([]);
});

test('no promise stands alone: each part of the guarantees names a test, but for what is not promised', () => {
  const parts = paper.split(/^## /m).slice(1);
  const alone = parts.filter((part) => !/`[\w./-]+\.ts`/.test(part)).map((part) => part.split('\n')[0]);
  expect(alone).toEqual(['What is not promised']);
});

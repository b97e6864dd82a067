import type { JsonSchema } from '@milepost/core/model';
import { expect, test } from 'vitest';
import { curlCommand, shellCommand } from './commands.ts';

const inputSchema: JsonSchema = {
  type: 'object',
  properties: {
    folder: { type: 'string', format: 'folder-path' },
    byHowMuch: { type: 'string' },
    recursive: { type: 'boolean', default: false },
    careful: { type: 'boolean', default: true },
    dates: { type: 'array', items: { type: 'string' }, default: [] },
  },
};
const command = (input: JsonSchema) => shellCommand({ task: 'photos.shift', input }, { inputSchema });

test('a job as a command: the path first, defaults left out, and nothing that the shell would take for its own', () => {
  const input = { folder: "/it's here", byHowMuch: '-3h', recursive: false, careful: false, dates: ['a b', 'c'] };
  expect(command(input)).toBe(
    "milepost start photos.shift '/it'\\''s here' --by-how-much=-3h --no-careful --dates='a b' --dates=c --yes",
  );
});

test('what is deeper than a list, or has the name of a flag of the command itself, is given as a whole', () => {
  expect(command({ folder: '/a', camera: { model: 'X' } })).toBe(
    `milepost start photos.shift --input - --yes <<'END'\n${JSON.stringify({ folder: '/a', camera: { model: 'X' } }, null, 2)}\nEND`,
  );
  expect(command({ folder: '/a', watch: true })).toContain('--input - --yes');
});

test('a job as a request is JSON in quotes', () => {
  expect(curlCommand({ task: 'a', input: { b: "it's" } }, 'http://x')).toContain(`'{"task":"a","input":{"b":"it'\\''s"}}'`);
});

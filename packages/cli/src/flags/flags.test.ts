import type { TaskInfo } from '@milepost/core/model';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { withData, withStart } from '../options.ts';
import { fieldsOf } from './field.ts';
import { describeIssues, readInput } from './read-input.ts';
import { taskCommand } from './task-command.ts';

/** As zod writes it. */
const task: TaskInfo = {
  name: 'photos.resize',
  title: 'Resize',
  description: 'Makes photos smaller.',
  kind: 'batch',
  unit: 'photo',
  undoable: false,
  readOnly: false,
  inputSchema: {
    type: 'object',
    properties: {
      folder: { type: 'string', format: 'folder-path', minLength: 1, maxLength: 4096, description: 'The folder.' },
      maxWidth: { type: 'integer', minimum: 1, maximum: 9000, default: 1600, description: 'The greatest width.' },
      quality: { type: 'number', exclusiveMinimum: 0, maximum: 100 },
      keepDates: { type: 'boolean', default: true },
      recursive: { type: 'boolean', default: false },
      format: { type: 'string', enum: ['jpeg', 'webp'], default: 'jpeg' },
      tag: { type: 'array', items: { type: 'string' }, default: [] },
      sizes: { type: 'array', items: { type: 'number' } },
      frame: {
        type: 'object',
        properties: { lineWidth: { type: 'number' }, colour: { type: 'string' } },
        required: ['lineWidth'],
      },
      names: { type: 'object', additionalProperties: { type: 'number' } },
      data: { type: 'string' },
    },
    required: ['folder', 'quality'],
  },
};

function read(words: readonly string[], base = {}) {
  const { fields, parse } = taskCommand(task, run());
  return readInput({ fields, flags: parse(words), base, folder: '/home/me' });
}

function run(): Command {
  const command = new Command('milepost').command('run');
  withData(withStart(command));
  return command;
}

test('flags become the input, each of its kind', () => {
  const words = ['--max-width', '800', '--quality=82.5', '--recursive', '--no-keep-dates', '--format', 'webp'];
  expect(read(words)).toEqual({ maxWidth: 800, quality: 82.5, recursive: true, keepDates: false, format: 'webp' });
});

test('a flag may be written as the field is', () => {
  expect(read(['--maxWidth=800', '--frame.lineWidth', '2'])).toEqual({ maxWidth: 800, frame: { lineWidth: 2 } });
});

test('a list is a flag that is repeated', () => {
  expect(read(['--tag', 'a', '--sizes', '1', '--tag', '--b', '--sizes', '-2'])).toEqual({ tag: ['a', '--b'], sizes: [1, -2] });
});

test('a nested object is flags with dots, and what fits no flag is JSON', () => {
  expect(read(['--frame.colour', 'red', '--names', '{"a":1}'])).toEqual({ frame: { colour: 'red' }, names: { a: 1 } });
});

test('the positional argument is the first path, and a path is made absolute', () => {
  expect(read(['photos/new'])).toEqual({ folder: '/home/me/photos/new' });
  expect(read(['--folder', '/srv/photos'])).toEqual({ folder: '/srv/photos' });
});

test('flags win over a file, within nested objects too', () => {
  const base = { folder: 'x', quality: 50, frame: { lineWidth: 1, colour: 'red' } };
  expect(read(['--quality', '90', '--frame.line-width', '3'], base)).toEqual({
    folder: '/home/me/x',
    quality: 90,
    frame: { lineWidth: 3, colour: 'red' },
  });
  expect(base.frame.lineWidth).toBe(1);
});

test('what is no number stays as it was written, for the schema to refuse', () => {
  expect(read(['--quality', 'high', '--sizes', ''])).toEqual({ quality: 'high', sizes: [''] });
});

test('a field whose name the command has taken is written with input. before it', () => {
  expect(read(['--input.data', 'x'])).toEqual({ data: 'x' });
});

test('an unknown flag and a second path are refused', () => {
  expect(() => read(['--qualty', '3'])).toThrow("unknown option '--qualty'\n(Did you mean --quality?)");
  expect(() => read(['one', 'two'])).toThrow('too many arguments');
});

test('help tells what a flag takes, its bounds and its default, and gives an example', () => {
  const help = taskCommand(task, run()).help().replace(/\s+/g, ' ');
  expect(help).toContain('Resize. Makes photos smaller.');
  expect(help).toContain('--max-width <number> The greatest width. (whole number, 1 to 9000, default 1600)');
  expect(help).toContain('--quality <number> (number, more than 0, at most 100, required)');
  expect(help).toContain('--format <jpeg|webp> (one of jpeg, webp, default jpeg)');
  expect(help).toContain('--tag <text> (may be repeated)');
  expect(help).toContain('--no-keep-dates (on unless this is given)');
  expect(help).not.toContain(' --keep-dates');
  expect(help).toContain('--dry-run');
  expect(help).toContain('$ milepost run photos.resize ./folder --quality 1');
});

test('what is wrong with the input is said of the flag', () => {
  const issues = [
    { path: ['maxWidth'], message: 'Too small: expected number to be >=1.' },
    { path: ['folder'], message: 'Invalid input: expected string, received undefined.' },
    { path: ['sizes', 1], message: 'Expected a number.' },
    { path: [], message: 'Not together.' },
  ];
  expect(describeIssues(issues, fieldsOf(task.inputSchema), { maxWidth: 0, sizes: [1, 'x'] }).split('\n  ')).toEqual([
    '--max-width: Too small: expected number to be >=1.',
    '--folder: is required.',
    '--sizes: Expected a number.',
    'Not together.',
  ]);
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Client, createClient } from '@milepost/client';
import { type Milepost, openMilepost } from '@milepost/core';
import type { Json, TaskInfo } from '@milepost/core/model';
import { openServer, type Server } from '@milepost/server';
import { Client as ToolClient } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { Command } from 'commander';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readInput } from '../../packages/cli/src/flags/read-input.ts';
import { taskCommand } from '../../packages/cli/src/flags/task-command.ts';
import { openDraft, readDraft } from '../../packages/web/src/schema/draft.ts';
import { fieldsOf } from '../../packages/web/src/schema/fields.ts';
import tasks from './tasks.ts';

/**
 * One thing to ask of a task, in the words of each face: what is filled into the form, what is written in the shell, and the
 * JSON that programs send. `becomes` is what the task gets of it, or null where it is refused.
 */
interface Row {
  readonly what: string;
  readonly form: Readonly<Record<string, string>>;
  readonly flags: readonly string[];
  readonly json: Readonly<Record<string, Json>>;
  readonly becomes: Readonly<Record<string, Json>> | null;
}

const folder = tmpdir();
const defaults = { folder, count: 3, style: 'plain', loud: false, clean: true };

const rows: readonly Row[] = [
  { what: 'nothing but what is needed', form: {}, flags: [], json: {}, becomes: {} },
  { what: 'a number', form: { count: '7' }, flags: ['--count', '7'], json: { count: 7 }, becomes: { count: 7 } },
  { what: 'a number that is too great', form: { count: '11' }, flags: ['--count=11'], json: { count: 11 }, becomes: null },
  { what: 'a number that is too small', form: { count: '0' }, flags: ['--count=0'], json: { count: 0 }, becomes: null },
  { what: 'half a number', form: { count: '2.5' }, flags: ['--count=2.5'], json: { count: 2.5 }, becomes: null },
  { what: 'a word for a number', form: { count: 'many' }, flags: ['--count', 'many'], json: { count: 'many' }, becomes: null },
  { what: 'a share', form: { share: '0.25' }, flags: ['--share', '.25'], json: { share: 0.25 }, becomes: { share: 0.25 } },
  { what: 'a share at its bound', form: { share: '1' }, flags: ['--share', '1'], json: { share: 1 }, becomes: null },
  { what: 'a text', form: { name: 'Ada 3' }, flags: ['--name', 'Ada 3'], json: { name: 'Ada 3' }, becomes: { name: 'Ada 3' } },
  { what: 'a text of digits', form: { name: '42' }, flags: ['--name=42'], json: { name: '42' }, becomes: { name: '42' } },
  { what: 'a text that is too short', form: { name: 'A' }, flags: ['--name', 'A'], json: { name: 'A' }, becomes: null },
  {
    what: 'a text that is too long',
    form: { name: 'A-very-long' },
    flags: ['--name=A-very-long'],
    json: { name: 'A-very-long' },
    becomes: null,
  },
  { what: 'a pattern', form: { code: 'ABC' }, flags: ['--code', 'ABC'], json: { code: 'ABC' }, becomes: { code: 'ABC' } },
  { what: 'what fits no pattern', form: { code: 'abc' }, flags: ['--code', 'abc'], json: { code: 'abc' }, becomes: null },
  {
    what: 'a choice',
    form: { style: 'fancy' },
    flags: ['--style', 'fancy'],
    json: { style: 'fancy' },
    becomes: { style: 'fancy' },
  },
  { what: 'no such choice', form: { style: 'ugly' }, flags: ['--style', 'ugly'], json: { style: 'ugly' }, becomes: null },
  {
    what: 'a choice of literals',
    form: { limit: 'some' },
    flags: ['--limit', 'some'],
    json: { limit: 'some' },
    becomes: { limit: 'some' },
  },
  { what: 'no such literal', form: { limit: 'all' }, flags: ['--limit', 'all'], json: { limit: 'all' }, becomes: null },
  {
    what: 'switches',
    form: { loud: 'true', clean: 'false' },
    flags: ['--loud', '--no-clean'],
    json: { loud: true, clean: false },
    becomes: { loud: true, clean: false },
  },
  {
    what: 'a list',
    form: { tags: 'a\nb' },
    flags: ['--tags', 'a', '--tags', 'b'],
    json: { tags: ['a', 'b'] },
    becomes: { tags: ['a', 'b'] },
  },
  {
    what: 'a list that is too long',
    form: { tags: 'a\nb\nc\nd' },
    flags: ['--tags=a', '--tags=b', '--tags=c', '--tags=d'],
    json: { tags: ['a', 'b', 'c', 'd'] },
    becomes: null,
  },
  {
    what: 'a list of numbers',
    form: { sizes: '1\n-2' },
    flags: ['--sizes', '1', '--sizes', '-2'],
    json: { sizes: [1, -2] },
    becomes: { sizes: [1, -2] },
  },
  {
    what: 'a list with a word among numbers',
    form: { sizes: '1\nx' },
    flags: ['--sizes=1', '--sizes=x'],
    json: { sizes: [1, 'x'] },
    becomes: null,
  },
  {
    what: 'some of a few',
    form: { days: 'mon\nwed' },
    flags: ['--days', 'mon', '--days', 'wed'],
    json: { days: ['mon', 'wed'] },
    becomes: { days: ['mon', 'wed'] },
  },
  {
    what: 'one that is not among the few',
    form: { days: 'sun' },
    flags: ['--days', 'sun'],
    json: { days: ['sun'] },
    becomes: null,
  },
  {
    what: 'an object',
    form: { 'frame.lineWidth': '2' },
    flags: ['--frame.line-width', '2'],
    json: { frame: { lineWidth: 2 } },
    becomes: { frame: { lineWidth: 2, colour: 'red' } },
  },
  {
    what: 'an object with something missing',
    form: { 'frame.colour': 'blue' },
    flags: ['--frame.colour', 'blue'],
    json: { frame: { colour: 'blue' } },
    becomes: null,
  },
  {
    what: 'an object with something wrong',
    form: { 'frame.lineWidth': '-2' },
    flags: ['--frame.line-width=-2'],
    json: { frame: { lineWidth: -2 } },
    becomes: null,
  },
  {
    what: 'names of one’s own',
    form: { weights: '{"a": 1}' },
    flags: ['--weights', '{"a": 1}'],
    json: { weights: { a: 1 } },
    becomes: { weights: { a: 1 } },
  },
  {
    what: 'names with a wrong value',
    form: { weights: '{"a": "x"}' },
    flags: ['--weights', '{"a": "x"}'],
    json: { weights: { a: 'x' } },
    becomes: null,
  },
  { what: 'an empty folder name', form: { folder: '' }, flags: ['--folder='], json: { folder: '' }, becomes: null },
];

const token = 'a-token-for-tests-only';
let data = '';
let milepost: Milepost;
let server: Server;
let client: Client;
let tools: ToolClient;
let task: TaskInfo;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'milepost-faces-'));
  milepost = await openMilepost({ tasks: [tasks], data });
  server = await openServer(milepost, { port: 0, token, log: 'silent' });
  client = createClient({ url: server.url, token });
  const [only] = milepost.tasks;
  if (only === undefined) throw new Error('There is a task.');
  task = only;
  tools = new ToolClient({ name: 'faces', version: '1.0.0' });
  const bin = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url));
  const args = [bin, 'mcp', '--server', server.url, '--token', token];
  await tools.connect(new StdioClientTransport({ command: process.execPath, args }));
});

afterAll(async () => {
  await tools.close();
  await client.close();
  await server.close();
  await milepost.close();
  await rm(data, { recursive: true, force: true });
});

/** What the task got of it; null where it was refused for its input. */
async function startAs(input: unknown): Promise<Json> {
  try {
    return (await (await client.start(task.name, input)).get()).input;
  } catch (error) {
    expect(error).toMatchObject({ reason: 'INVALID_INPUT' });
    return null;
  }
}

const faces: Readonly<Record<string, (row: Row) => Promise<Json>>> = {
  form({ form }) {
    const fields = fieldsOf(task.inputSchema);
    return startAs(readDraft(fields, { ...openDraft(fields, new URLSearchParams()), folder, ...form }));
  },
  flags({ flags }) {
    const { fields, parse } = taskCommand(task, new Command('milepost').command('start'));
    return startAs(readInput({ fields, flags: parse(['--folder', folder, ...flags]), base: {}, folder: '/' }));
  },
  client: ({ json }) => startAs({ folder, ...json }),
  async tools({ json }) {
    const name = 'faces_everything';
    const { structuredContent } = await tools.callTool({ name, arguments: { folder, ...json } });
    const { job, reason } = structuredContent as { job?: string; reason?: string }; // what this server answers
    if (job !== undefined) return (await client.jobs.get(job)).input;
    expect(reason).toBe('INVALID_INPUT');
    return null;
  },
};

test.each(rows)('$what: form, flags, client, JSON Schema and tools take it, or refuse it, alike', async (row) => {
  const expected = row.becomes === null ? null : { ...defaults, ...row.becomes };
  const answers = await Promise.all(Object.entries(faces).map(async ([name, ask]) => [name, await ask(row)] as const));
  expect(Object.fromEntries(answers)).toEqual(Object.fromEntries(answers.map(([name]) => [name, expected])));
  const accepts = new Ajv2020({ strict: false, validateFormats: false }).compile(task.inputSchema);
  expect(accepts({ folder, ...row.json })).toBe(expected !== null);
});

import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job } from '@milepost/core/model';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Bench, bin, openBench, ownTasks } from '../testing/milepost.ts';

let bench: Bench;
const clients: Client[] = [];

beforeEach(async () => {
  bench = await openBench();
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await bench.close();
});

async function connect(...words: string[]): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' });
  const env = { PATH: process.env.PATH ?? '', MILEPOST_DATA: bench.data };
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [bin, 'mcp', ...words], env }));
  clients.push(client);
  return client;
}

function textOf(result: { content: unknown }): string {
  return (result.content as { text: string }[])[0]?.text ?? ''; // what the tools of this server give
}

test('tasks are tools with the schema of their input; a call tells its progress and gives the result', async () => {
  const client = await connect('--tasks', ownTasks);
  const { tools } = await client.listTools();
  const sleep = tools.find(({ name }) => name === 'demo_sleep');
  expect(sleep?.inputSchema).toMatchObject({ properties: { steps: { type: 'integer', minimum: 1, default: 50 } } });
  expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(['test_letters', 'test_letters__plan', 'milepost_undo']));
  const seen: number[] = [];
  const result = await client.callTool(
    { name: 'demo_sleep', arguments: { steps: 8 } },
    { onprogress: ({ progress }) => seen.push(progress) },
  );
  expect(result).toMatchObject({ isError: false, structuredContent: { state: 'succeeded', result: { slept: 8 } } });
  expect(textOf(result)).toContain('Sleep succeeded: 8 steps done');
  expect(seen.length).toBeGreaterThan(2);
  expect(seen).toEqual([...new Set(seen)].sort((one, other) => one - other));
  expect(seen.at(-1)).toBeLessThanOrEqual(8);
});

test('what is wrong with an input is said in words, and a plan does nothing', async () => {
  const client = await connect('--tasks', ownTasks);
  const refused = await client.callTool({ name: 'demo_sleep', arguments: { steps: 0 } });
  expect(refused).toMatchObject({ isError: true, structuredContent: { reason: 'INVALID_INPUT', issues: [{ path: ['steps'] }] } });
  const plan = await client.callTool({ name: 'test_letters__plan', arguments: {} });
  expect(textOf(plan)).toContain('a: A\n');
  const partial = await client.callTool({ name: 'test_letters', arguments: { bad: 'c' } });
  expect(partial).toMatchObject({ structuredContent: { state: 'partial', failed: 1, failures: [{ key: 'c' }] } });
  // Between two calls nobody holds the data folder.
  expect((await bench.run('list', '--json')).lines).toHaveLength(1);
});

test('a call that is cancelled cancels its job', async () => {
  const client = await connect();
  const leaving = new AbortController();
  const call = client.callTool(
    { name: 'demo_sleep', arguments: { steps: 100_000 } },
    { signal: leaving.signal, onprogress: () => leaving.abort() },
  );
  await expect(call).rejects.toThrow();
  const state = async () => (JSON.parse((await bench.run('list', '--json')).stdout) as Job).state; // what the command promises
  await expect.poll(state, { timeout: 20_000 }).toBe('cancelled');
});

test('only the folders that were named are worked in, and what was done is taken back', async () => {
  const [allowed, other] = [join(bench.data, 'allowed'), join(bench.data, 'other')];
  for (const folder of [allowed, other]) {
    await mkdir(folder);
    await writeFile(join(folder, 'My Letter.TXT'), 'hello');
  }
  const project = join(bench.data, 'project');
  await bench.run('init', project);
  const client = await connect(allowed, '--tasks', join(project, 'tasks.ts'));
  const refused = await client.callTool({ name: 'files_tidy-names', arguments: { folder: other } });
  expect(refused).toMatchObject({ isError: true, structuredContent: { reason: 'PATH_NOT_ALLOWED' } });
  const done = await client.callTool({ name: 'files_tidy-names', arguments: { folder: allowed } });
  expect(await readdir(allowed)).toEqual(['my-letter.txt']);
  const { job } = done.structuredContent as { job: string }; // what the tools of this server give
  await client.callTool({ name: 'milepost_undo', arguments: { job } });
  expect([await readdir(allowed), await readdir(other)]).toEqual([['My Letter.TXT'], ['My Letter.TXT']]);
});

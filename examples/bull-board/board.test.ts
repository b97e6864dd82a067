import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openMilepost } from '@milepost/core';
import demo from '@milepost/core/demo';
import { findRedisServer, mayLackRedis, startRedis } from '@milepost/core/testing';
import { expect, onTestFinished, test } from 'vitest';

/** What bull-board tells its pages, as far as it is looked at here. */
interface Told {
  readonly queues: readonly {
    readonly displayName: string;
    readonly readOnlyMode: boolean;
    readonly counts: Readonly<Record<string, number>>;
    readonly jobs: readonly { readonly name: string; readonly data: unknown; readonly externalUrl: unknown }[];
  }[];
}

async function begin(env: NodeJS.ProcessEnv): Promise<{ url: string; child: ChildProcess }> {
  const program = fileURLToPath(new URL('../dist/bull-board/board.js', import.meta.url));
  const child = spawn(process.execPath, [program], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [said] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer]; // it is a pipe
  return { url: /http\S+/.exec(said.toString())?.[0] ?? '', child };
}

test('bull-board shows a job that waits under the name of its task, with its input and a link to its page', async (context) => {
  if (findRedisServer() === null) context.skip(mayLackRedis());
  const redis = await startRedis();
  onTestFinished(() => redis.close());
  const data = await mkdtemp(join(tmpdir(), 'milepost-board-'));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  const milepost = await openMilepost({ tasks: [demo], data, redis: { url: redis.url, prefix: 'board' } });
  onTestFinished(() => milepost.close());
  const { id } = await milepost.start({ task: 'demo.sleep', input: { steps: 3 } });

  const board = await begin({ REDIS: redis.url, PREFIX: 'board', MILEPOST_URL: 'https://milepost.example', PORT: '0' });
  const page = await fetch(board.url);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('Milepost');
  const answer = await fetch(`${board.url}/api/queues?activeQueue=jobs&status=latest&page=1&jobsPerPage=10`);
  const { queues } = (await answer.json()) as Told; // it is compared below
  expect(queues).toMatchObject([
    {
      displayName: 'Milepost',
      readOnlyMode: true,
      jobs: [
        {
          name: 'demo.sleep',
          data: { job: id, input: { steps: 3 } },
          externalUrl: { href: `https://milepost.example/jobs/${id}` },
        },
      ],
    },
  ]);
  board.child.kill('SIGTERM');
  expect(await once(board.child, 'exit')).toEqual([0, null]);
});

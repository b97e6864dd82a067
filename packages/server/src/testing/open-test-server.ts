import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Milepost, openMilepost } from '@milepost/core';
import demo from '@milepost/core/demo';
import { openServer, type Server, type ServerOptions, tokenFile } from '../index.ts';
import tasks from './tasks.js';

export interface TestServer extends Server {
  readonly milepost: Milepost;
  readonly host: string;
  /** The file of further tokens. */
  readonly tokens: string;
}

export const token = 'a token that only the tests know'.replaceAll(' ', '-');

/** A real server on a free port, with a Milepost of its own in a folder of its own. */
export async function openTestServer({
  roots,
  ...options
}: Partial<ServerOptions> & { roots?: readonly string[] } = {}): Promise<TestServer> {
  const data = await mkdtemp(join(tmpdir(), 'milepost-server-'));
  const milepost = await openMilepost({ tasks: [demo, tasks], data, jobs: 2, threads: 1, roots });
  const tokens = tokenFile(data);
  const server = await openServer(milepost, { port: 0, token, tokens, log: 'silent', ...options }).catch(async (thrown) => {
    await milepost.close();
    throw thrown;
  });
  return {
    ...server,
    milepost,
    tokens,
    host: `localhost:${server.port}`,
    async close() {
      await server.close();
      await milepost.close();
      await rm(data, { recursive: true, force: true });
    },
  };
}

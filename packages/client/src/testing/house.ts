import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMilepost } from '@milepost/core';
import demo from '@milepost/core/demo';
import { openServer, type ServerOptions } from '@milepost/server';
import { type Client, createClient } from '../index.ts';
import chatter from './chatter.js';

type Tasks = { tasks: (typeof demo)['tasks'] & (typeof chatter)['tasks'] };

export const token = 'a-token-for-tests-only';

/** A Milepost with its server, and clients of it; all real. */
export interface House {
  readonly url: string;
  /** A client of this server, or of what stands before it at `url`. */
  client(url?: string): Client<Tasks>;
  /** Closes the clients, the server and Milepost, and removes its folder. */
  close(): Promise<void>;
}

export async function openHouse(options: Pick<ServerOptions, 'allowedHosts' | 'limits'> = {}): Promise<House> {
  const data = await mkdtemp(join(tmpdir(), 'milepost-client-'));
  const milepost = await openMilepost({ tasks: [demo, chatter], data });
  const server = await openServer(milepost, { port: 0, token, pages: null, log: 'silent', ...options });
  const clients: Client<Tasks>[] = [];
  return {
    url: server.url,
    client(url = server.url) {
      const client = createClient<Tasks>({ url, token, timeout: 5000 });
      clients.push(client);
      return client;
    },
    async close() {
      await Promise.all(clients.map((client) => client.close()));
      await server.close();
      await milepost.close();
      await rm(data, { recursive: true });
    },
  };
}

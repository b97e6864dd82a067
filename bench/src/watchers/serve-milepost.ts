import { openMilepost } from '@milepost/core';
import { openServer } from '@milepost/server';
import { type ServeOrder, token } from './messages.ts';
import pulse from './pulse.ts';
import type { Serving } from './serving-process.ts';

export async function serveMilepost({ folder, jobs, least, most }: ServeOrder): Promise<Serving> {
  const milepost = await openMilepost({ tasks: [pulse], data: folder, jobs, threads: 1 });
  const limits = { sockets: 10_000, connections: 10_000, subscriptionsPerSocket: 1_000, messageBurst: 10_000 };
  const server = await openServer(milepost, { port: 0, token, log: 'silent', limits });
  const ids: string[] = [];
  for (let job = 0; job < jobs; job++) ids.push((await milepost.start({ task: 'bench.pulse', input: { least, most } })).id);
  return {
    served: { port: server.port, jobs: ids },
    async close() {
      await server.close();
      await milepost.close();
    },
  };
}

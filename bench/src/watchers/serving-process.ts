// The process that is watched: Milepost with its server, or a bare WebSocket server that sends the same to the same.
import { once } from 'node:events';
import { openMilepost } from '@milepost/core';
import { openServer } from '@milepost/server';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Served, type ServeOrder, token, type Used } from './messages.ts';
import pulse from './pulse.ts';

const order = JSON.parse(process.argv[2] ?? '') as ServeOrder; // written by crowd.ts
const { served, close } = order.kind === 'milepost' ? await serve(order) : await serveRaw(order);
// Whoever began it may have ended without a word.
process.once('disconnect', () => process.exit());
process.on('message', (question) => {
  if (question === 'used') process.send?.(used());
  else void close().then(() => process.disconnect());
});
process.send?.(served);

async function serve({ folder, jobs, least, most }: ServeOrder): Promise<{ served: Served; close(): Promise<void> }> {
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

/** Each job is a timer, which sends one text to all that watch it. */
async function serveRaw({ jobs, least, most }: ServeOrder): Promise<{ served: Served; close(): Promise<void> }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await once(server, 'listening');
  const watching = Array.from({ length: jobs }, () => new Set<WebSocket>());
  server.on('connection', (client) => client.on('message', (job) => watching[Number(String(job))]?.add(client)));
  const timers: NodeJS.Timeout[] = [];
  for (const [job, clients] of watching.entries()) {
    let step = 0;
    const tick = () => {
      // No oftener than Milepost looks at its jobs.
      timers[job] = setTimeout(tick, Math.max(50, least + Math.random() * (most - least)));
      const text = describe(++step);
      for (const client of clients) client.send(text);
    };
    tick();
  }
  return {
    served: { port: (server.address() as { port: number }).port, jobs: watching.map((_, job) => String(job)) }, // it listens on a port
    async close() {
      for (const timer of timers) clearTimeout(timer);
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

/** As many bytes as Milepost sends of a step. */
function describe(step: number): string {
  const note = String(performance.timeOrigin + performance.now());
  const counts = {
    done: step,
    skipped: 0,
    failed: 0,
    total: null,
    unit: 'step',
    note,
    rate: 19.87341,
    remaining: null,
    stalled: false,
  };
  const data = { id: `abcdefgh:${step % 100}`, data: { type: 'progress', progress: counts } };
  return JSON.stringify({ id: 1, result: { type: 'data', data } });
}

function used(): Used {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  return { cpu: (user + system) / 1000, memory: heapUsed + external };
}

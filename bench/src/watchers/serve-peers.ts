import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { Queue, QueueEvents, Worker } from 'bullmq';
import { Server } from 'socket.io';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ServeOrder } from './messages.ts';
import type { Serving } from './serving-process.ts';

/** Each job is a timer, which sends one text to all that watch it. */
export async function serveRaw(order: ServeOrder): Promise<Serving> {
  const { tell, port, close } = await openRaw(order.jobs);
  const stop = keepStepping(order, (job, step) => tell(job, describe(step)));
  return {
    served: { port, jobs: numbersOf(order) },
    async close() {
      stop();
      close();
    },
  };
}

/** The same timers; who watches a job is in its room. */
export async function serveSocketIo(order: ServeOrder): Promise<Serving> {
  const http = createServer().listen(0, '127.0.0.1');
  await once(http, 'listening');
  const server = new Server(http, { transports: ['websocket'], perMessageDeflate: false });
  server.on('connection', (socket) =>
    socket.on('watch', (job: string, joined: () => void) => {
      void socket.join(job);
      joined();
    }),
  );
  const stop = keepStepping(order, (job, step) => server.to(String(job)).emit('progress', progressOf(step)));
  return {
    served: { port: (http.address() as { port: number }).port, jobs: numbersOf(order) }, // it listens on TCP
    async close() {
      stop();
      await server.close();
    },
  };
}

/** What a worker tells BullMQ of its jobs goes through Redis to QueueEvents, and from there to all that watch. */
export async function serveBull(order: ServeOrder): Promise<Serving> {
  const connection = { port: order.redis as number, maxRetriesPerRequest: null }; // given to whoever asks for BullMQ
  const queue = new Queue('pulse', { connection });
  const events = new QueueEvents('pulse', { connection });
  await events.waitUntilReady();
  const { tell, port, close } = await openRaw(order.jobs);
  events.on('progress', ({ data }) => {
    const { job, ...progress } = data as ReturnType<typeof progressOf> & { job: number }; // as the worker tells it
    tell(job, envelope(progress));
  });
  let over = false;
  const act = async (job: { data: number; updateProgress(progress: object): Promise<void> }) => {
    for (let step = 1; !over; step++) {
      await job.updateProgress({ job: job.data, ...progressOf(step) });
      await wait(pauseOf(order));
    }
  };
  const worker = new Worker('pulse', act, { connection, concurrency: order.jobs });
  await queue.addBulk(numbersOf(order).map((job) => ({ name: 'pulse', data: Number(job) })));
  return {
    served: { port, jobs: numbersOf(order) },
    async close() {
      over = true;
      await worker.close();
      await Promise.all([events.close(), queue.close()]);
      close();
    },
  };
}

/** A bare WebSocket server: whoever sends the number of a job watches it. */
async function openRaw(jobs: number): Promise<{ port: number; tell(job: number, text: string): void; close(): void }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await once(server, 'listening');
  const watching = Array.from({ length: jobs }, () => new Set<WebSocket>());
  server.on('connection', (client) => client.on('message', (job) => watching[Number(String(job))]?.add(client)));
  return {
    port: (server.address() as { port: number }).port, // it listens on TCP
    tell(job, text) {
      for (const client of watching[job] ?? []) client.send(text);
    },
    close() {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

function keepStepping(order: ServeOrder, tell: (job: number, step: number) => void): () => void {
  const timers: NodeJS.Timeout[] = [];
  for (let job = 0; job < order.jobs; job++) {
    let step = 0;
    const tick = () => {
      // No oftener than Milepost looks at its jobs.
      timers[job] = setTimeout(tick, Math.max(50, pauseOf(order)));
      tell(job, ++step);
    };
    tick();
  }
  return () => timers.forEach(clearTimeout);
}

function pauseOf({ least, most }: ServeOrder): number {
  return least + Math.random() * (most - least);
}

function numbersOf({ jobs }: ServeOrder): string[] {
  return Array.from({ length: jobs }, (_, job) => String(job));
}

/** As many bytes as Milepost sends of a step. */
function describe(step: number): string {
  return envelope(progressOf(step));
}

function envelope(progress: ReturnType<typeof progressOf>): string {
  const id = `abcdefgh:${progress.done % 100}`;
  return JSON.stringify({ id: 1, result: { type: 'data', id, data: { id, data: { type: 'progress', progress } } } });
}

function progressOf(step: number) {
  return {
    done: step,
    skipped: 0,
    failed: 0,
    total: null,
    unit: 'step',
    note: String(performance.timeOrigin + performance.now()),
    rate: 19.87341,
    remaining: null,
    stalled: false,
    stages: [],
  };
}

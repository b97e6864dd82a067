import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { type Milepost, openMilepost } from '@milepost/core';
import { emptyProgress, type FeedEvent, type Job, type JobCounts, jobStates } from '@milepost/core/model';
import { mountMilepost } from '@milepost/server';
import { type WebSocket, WebSocketServer } from 'ws';
import tasks from '../ours/tasks.ts';
import { token } from '../watchers/messages.ts';

const pages = fileURLToPath(new URL('../../../packages/web/dist', import.meta.url));
const perSecond = 20;

export interface PlayedServer {
  /** Where the pages are. */
  readonly url: string;
  /** Logs a browser in, once. */
  readonly loginUrl: string;
  close(): Promise<void>;
}

/** Serves the pages of a Milepost whose feed is played: so many jobs at work would take the machine away from the page. */
export async function playServer(folder: string, jobs: number): Promise<PlayedServer> {
  const milepost = await openMilepost({ tasks: [tasks], data: folder });
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://localhost:${(server.address() as { port: number }).port}`; // it listens on TCP
  const mount = mountMilepost(milepost, { url, token, pages, log: 'silent' });
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  sockets.on('connection', (socket) => playFeed(socket, moving(jobs)));
  server.on('request', mount.answer);
  server.on('upgrade', (request, stream, head) =>
    sockets.handleUpgrade(request, stream, head, (socket) => sockets.emit('connection', socket, request)),
  );
  return { url, loginUrl: mount.loginUrl(), close: () => close(milepost) };

  async function close(milepost: Milepost): Promise<void> {
    for (const socket of sockets.clients) socket.terminate();
    await mount.close();
    server.closeAllConnections();
    server.close();
    await milepost.close();
  }
}

/** What the server says on the wire to who watches all jobs, and to nobody else. */
function playFeed(socket: WebSocket, jobs: readonly Job[]): void {
  const counts = { ...(Object.fromEntries(jobStates.map((state) => [state, 0])) as JobCounts), running: jobs.length }; // one for each
  let timer: NodeJS.Timeout;
  socket.on('close', () => clearInterval(timer));
  socket.on('message', (data) => {
    const text = String(data);
    if (text === 'PING') return socket.send('PONG');
    for (const { id, method, params } of [JSON.parse(text)].flat()) {
      if (method !== 'subscription' || params.path !== 'jobs.feed') continue;
      let number = 0;
      const send = (data: FeedEvent) => {
        const place = `e:${++number}`;
        socket.send(JSON.stringify({ id, result: { type: 'data', id: place, data: { id: place, data } } }));
      };
      socket.send(JSON.stringify({ id, result: { type: 'started' } }));
      send({ type: 'snapshot', jobs, counts });
      const moved = (job: Job) => [job.id, { ...job.progress, done: number % 1_000, rate: 10 + (number % 7) }];
      timer = setInterval(() => send({ type: 'progress', progress: Object.fromEntries(jobs.map(moved)) }), 1_000 / perSecond);
    }
  });
}

function moving(count: number): Job[] {
  const progress = { ...emptyProgress('step'), total: 1_000, rate: 10, remaining: { low: 50, likely: 60, high: 70 } };
  const now = Date.now();
  return Array.from({ length: count }, (_, number) => ({
    id: `job${number}`,
    task: 'bench.steady',
    title: `Job ${number}`,
    input: { steps: 1_000, ms: 100 },
    state: 'running',
    progress,
    attempt: 1,
    createdAt: now - number,
    startedAt: now,
    finishedAt: null,
    result: null,
    error: null,
    worker: 'w',
    retryOf: null,
    undoOf: null,
    undoable: false,
  }));
}

import { once } from 'node:events';
import { createTRPCUntypedClient, httpLink } from '@trpc/client';
import { io, type Socket } from 'socket.io-client';
import { WebSocket } from 'ws';
import { type Kind, token, type WatchOrder } from './messages.ts';

/** Lets all come who watch, and calls back with each moment that they are told of, epoch milliseconds. Gives what sends them away. */
type Watch = (order: WatchOrder, hear: Hear) => Promise<() => void>;

/** `again`: who watches had heard of that moment, and something else is new: the rate, say. */
type Hear = (moment: number, again?: boolean) => void;

const headers = { authorization: `Bearer ${token}` };
/** As the article of 2011 asked, milliseconds. */
const pollEvery = 100;

export const waysToWatch: Record<Kind, Watch> = {
  milepost: (order, hear) => watchSockets(order, hear),
  raw: (order, hear) => watchSockets(order, hear),
  bullmq: (order, hear) => watchSockets(order, hear),
  'socket.io': watchSocketIo,
  polling: poll,
};

/** Bare WebSockets, so that what they cost is the same for all. */
async function watchSockets({ kind, port, jobs, sockets, perSocket }: WatchOrder, hear: Hear) {
  const ours = kind === 'milepost';
  const open: WebSocket[] = [];
  let begun = 0;
  for (let at = 0; at < sockets; at++) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${ours ? '/ws' : ''}`, { headers, perMessageDeflate: false });
    await once(socket, 'open');
    open.push(socket);
    const heard = new Map<string | undefined, string>();
    socket.on('message', (data) => {
      const text = String(data);
      if (text === 'PING') return socket.send('PONG');
      if (text.includes('"type":"started"')) begun++;
      const note = /"note":"([\d.]+)"/.exec(text)?.[1];
      if (note === undefined || !text.includes('"type":"progress"')) return;
      const id = /"id":(\d+)/.exec(text)?.[1];
      hear(Number(note), heard.get(id) === note);
      heard.set(id, note);
    });
    for (let id = 0; id < perSocket; id++) {
      const job = jobOf(jobs, at * perSocket + id);
      const call = { id: id + 1, method: 'subscription', params: { path: 'jobs.watch', input: { id: job } } };
      socket.send(ours ? JSON.stringify(call) : job);
    }
  }
  while (ours && begun < sockets * perSocket) await new Promise((resolve) => setTimeout(resolve, 20));
  return () => open.forEach((socket) => void socket.terminate());
}

async function watchSocketIo({ port, jobs, sockets, perSocket }: WatchOrder, hear: Hear) {
  const open: Socket[] = [];
  for (let at = 0; at < sockets; at++) {
    const socket = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true });
    socket.on('progress', ({ note }: { note: string }) => hear(Number(note)));
    for (let id = 0; id < perSocket; id++) await socket.emitWithAck('watch', jobOf(jobs, at * perSocket + id));
    open.push(socket);
  }
  return () => open.forEach((socket) => void socket.disconnect());
}

/** Each asks how far its job is, and again after its time, unless it still waits for its answer. */
async function poll({ port, jobs, sockets }: WatchOrder, hear: Hear) {
  const client = createTRPCUntypedClient({ links: [httpLink({ url: `http://127.0.0.1:${port}/trpc`, headers })] });
  const timers: NodeJS.Timeout[] = [];
  for (let at = 0; at < sockets; at++) {
    let waits = false;
    const ask = async () => {
      if (waits) return;
      waits = true;
      const job = (await client.query('jobs.get', { id: jobOf(jobs, at) })) as { progress: { note: string | null } }; // as it is on the wire
      if (job.progress.note !== null) hear(Number(job.progress.note));
      waits = false;
    };
    await new Promise((resolve) => setTimeout(resolve, pollEvery / sockets));
    timers.push(setInterval(() => void ask().catch(() => {}), pollEvery));
  }
  return () => timers.forEach(clearInterval);
}

function jobOf(jobs: readonly string[], watcher: number): string {
  return jobs[watcher % jobs.length] as string; // within
}

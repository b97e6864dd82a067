// The process that is watched: Milepost with its server, or a peer that tells the same to the same.
import { readFileSync } from 'node:fs';
import type { Asked, Kind, Served, ServeOrder } from './messages.ts';
import { serveMilepost } from './serve-milepost.ts';
import { serveBull, serveRaw, serveSocketIo } from './serve-peers.ts';

export interface Serving {
  readonly served: Served;
  close(): Promise<void>;
}

const serve: Record<Kind, (order: ServeOrder) => Promise<Serving>> = {
  milepost: serveMilepost,
  polling: serveMilepost,
  raw: serveRaw,
  'socket.io': serveSocketIo,
  bullmq: serveBull,
};

const order = JSON.parse(process.argv[2] ?? '') as ServeOrder; // written by crowd.ts
const { served, close } = await serve[order.kind](order);
// Whoever began it may have ended without a word.
process.once('disconnect', () => process.exit());
process.on('message', (question: Asked | 'leave') => {
  if (question === 'cpu') process.send?.(cpu());
  else if (question === 'memory') process.send?.(memory());
  else void close().then(() => process.disconnect());
});
process.send?.(served);

/** What this thread has used, as far as the system tells it of one thread: Linux does, in nanoseconds. Else of all. */
function cpu(): number {
  try {
    const [used] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ');
    return Number(used) / 1e6;
  } catch {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  }
}

function memory(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

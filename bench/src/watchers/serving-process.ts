// The process that is watched: Milepost with its server, or a peer that tells the same to the same.
import type { Kind, Served, ServeOrder, Used } from './messages.ts';
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
process.on('message', (question) => {
  if (question === 'used') process.send?.(used());
  else void close().then(() => process.disconnect());
});
process.send?.(served);

function used(): Used {
  // Before all is swept up for the sake of the other figure.
  const { user, system } = process.cpuUsage();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return { cpu: (user + system) / 1000, memory: heapUsed + external };
}

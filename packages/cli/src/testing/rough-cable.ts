import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** What lies between clients and a server, and treats what it carries badly. */
export interface RoughCable {
  readonly port: number;
  /** Does something to one of its connections, or to all; `random` decides. Gives what it was, or null where there is nothing to disturb. */
  disturb(random: () => number): Promise<Disturbance | null>;
  close(): Promise<void>;
}

export type Disturbance = (typeof disturbances)[number];
const disturbances = ['cut', 'reset', 'delay', 'half-close', 'drop', 'cut all'] as const;

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  /** Whether what comes is lost. */
  losing: boolean;
}

export async function layRoughCable(target: () => number): Promise<RoughCable> {
  const pairs = new Set<Pair>();
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port: target(), host: '127.0.0.1', allowHalfOpen: true });
    const pair: Pair = { near, far, losing: false };
    pairs.add(pair);
    for (const [from, to] of [[near, far] as const, [far, near] as const]) {
      from.on('data', (chunk) => {
        if (!pair.losing && !to.write(chunk)) from.pause();
      });
      to.on('drain', () => from.resume());
      from.on('end', () => to.end());
      from.on('error', () => end(pair));
      from.on('close', () => end(pair));
    }
  });
  const end = (pair: Pair) => {
    pairs.delete(pair);
    pair.near.destroy();
    pair.far.destroy();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port, // what listens on a port has one
    async disturb(random) {
      const all = [...pairs];
      const pair = all[Math.floor(random() * all.length)];
      if (pair === undefined) return null;
      const kind = disturbances[Math.floor(random() * disturbances.length)] ?? 'cut';
      if (kind === 'cut') end(pair);
      else if (kind === 'cut all') for (const one of all) end(one);
      else if (kind === 'reset') pair.near.resetAndDestroy();
      else if (kind === 'delay') {
        for (const socket of [pair.near, pair.far]) socket.pause();
        await wait(random() * 300);
        for (const socket of [pair.near, pair.far]) socket.resume();
      } else {
        if (kind === 'drop') pair.losing = true;
        else if (random() < 0.5) pair.near.end();
        else pair.far.end();
        await wait(random() * 500);
        end(pair);
      }
      return kind;
    },
    async close() {
      server.close();
      for (const pair of pairs) end(pair);
      await once(server, 'close');
    },
  };
}

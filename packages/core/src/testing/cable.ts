import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A way to a port that can be cut: what is sent then arrives nowhere, and nobody is told. */
export interface Cable {
  readonly port: number;
  cut(): void;
  /** What was under way is gone; who tries again gets through. */
  mend(): void;
  close(): Promise<void>;
}

export async function layCable(to: number): Promise<Cable> {
  const pairs = new Set<[Socket, Socket]>();
  let isCut = false;
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    near.on('data', (bytes) => !isCut && far.write(bytes));
    far.on('data', (bytes) => !isCut && near.write(bytes));
    for (const [one, other] of [pair, [far, near] as const]) {
      one.on('error', () => {});
      one.on('close', () => {
        pairs.delete(pair);
        if (!isCut) other.destroy();
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const end = () => {
    for (const pair of [...pairs]) for (const socket of pair) socket.destroy();
  };
  return {
    port: (server.address() as { port: number }).port, // it listens on TCP
    cut: () => {
      isCut = true;
    },
    mend() {
      isCut = false;
      end();
    },
    async close() {
      end();
      server.close();
      await once(server, 'close');
    },
  };
}

import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands between a client and a server, so that a test can break what lies between them. */
export interface Cable {
  readonly host: string;
  readonly url: string;
  /** How many connections were made. */
  readonly connections: number;
  /** Breaks every connection that there is. */
  cut(): void;
  /** Lets the next request through, and breaks its connection when the answer comes. */
  loseAnswer(): void;
  close(): Promise<void>;
}

export async function openCable(target: () => string): Promise<Cable> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let connections = 0;
  let losing = false;
  const server = createServer((near) => {
    connections++;
    const { hostname, port } = new URL(target());
    const far = connect(Number(port), hostname);
    const pair = [near, far] as const;
    pairs.add(pair);
    near.pipe(far);
    far.on('data', (chunk) => {
      if (!losing) return near.write(chunk);
      losing = false;
      near.destroy();
    });
    for (const socket of pair) {
      socket.on('error', () => {});
      socket.on('close', () => {
        pairs.delete(pair);
        near.destroy();
        far.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`; // a server that listens on a port has an AddressInfo
  const cut = () => {
    for (const [near] of pairs) near.destroy();
  };
  return {
    host,
    url: `http://${host}`,
    get connections() {
      return connections;
    },
    cut,
    loseAnswer() {
      losing = true;
    },
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      cut();
      return closed;
    },
  };
}

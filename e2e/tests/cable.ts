import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** What lies between a browser and the servers of this machine, and can be pulled out. */
export interface Cable {
  /** A SOCKS proxy, for a browser to go through: it changes nothing of what it carries. */
  readonly address: string;
  /** Breaks every connection, and all that are tried until it is plugged in again. */
  pull(): void;
  plug(): void;
  close(): Promise<void>;
}

export async function layCable(): Promise<Cable> {
  let out = false;
  const ends = new Set<Socket>();
  const server = createServer((browser) => {
    if (out) return void browser.destroy();
    hold(browser);
    // SOCKS 5 without a login (RFC 1928): a greeting, then the request, whose last two bytes are the port.
    browser.once('data', () => {
      browser.write(Buffer.from([5, 0]));
      browser.once('data', (request) => {
        const target = connect(request.readUInt16BE(request.length - 2), '127.0.0.1', () => {
          browser.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
          browser.pipe(target).pipe(browser);
        });
        hold(target);
        target.once('close', () => browser.destroy());
        browser.once('close', () => target.destroy());
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number }; // what listens on a port has one

  function hold(end: Socket) {
    ends.add(end);
    end.on('error', () => end.destroy());
    end.once('close', () => ends.delete(end));
  }
  function pull() {
    out = true;
    for (const end of ends) end.destroy();
  }
  return {
    address: `socks5://127.0.0.1:${port}`,
    pull,
    plug() {
      out = false;
    },
    async close() {
      pull();
      server.close();
      await once(server, 'close');
    },
  };
}

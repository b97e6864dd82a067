import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

/** A small proxy before a server, as nginx would be: for HTTP and WebSockets, under a prefix. */
export interface TestProxy {
  readonly port: number;
  close(): void;
}

interface Way {
  /** What the proxy's own address has before the path. */
  readonly prefix: string;
  /** Whether that is taken away before the request is passed on. */
  readonly strips: boolean;
  /** Headers that it sets, instead of what the client says. */
  readonly headers: (request: IncomingMessage) => Record<string, string>;
}

export async function openProxy(target: number, { prefix, strips, headers }: Way): Promise<TestProxy> {
  const pathOf = (url = '/') => (strips ? url.slice(prefix.length) || '/' : url);
  const server = createServer((incoming, answer) => {
    if (!incoming.url?.startsWith(prefix)) return void answer.writeHead(404).end();
    const all = { ...incoming.headers, ...headers(incoming) };
    const passed = request({ port: target, method: incoming.method, path: pathOf(incoming.url), headers: all, agent: false });
    passed.on('response', (response) => response.pipe(answer.writeHead(response.statusCode ?? 502, response.headers)));
    passed.on('error', () => answer.destroy());
    incoming.pipe(passed);
  });
  server.on('upgrade', (incoming, near) => {
    const far = connect(target, '127.0.0.1');
    const all = Object.entries({ ...incoming.headers, ...headers(incoming) }).map(([name, value]) => `${name}: ${value}\r\n`);
    far.write(`GET ${pathOf(incoming.url)} HTTP/1.1\r\n${all.join('')}\r\n`);
    near.pipe(far).pipe(near);
    for (const [stream, other] of [[near, far] as const, [far, near] as const]) {
      stream.on('error', () => {}).on('close', () => other.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port, // a server that listens on a port has an AddressInfo
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

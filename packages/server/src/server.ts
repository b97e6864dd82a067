import { createServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, BlockList } from 'node:net';
import { type Milepost, MilepostError } from '@milepost/core';
import { type LevelWithSilent, type Logger, pino } from 'pino';
import { checkCall, createAnswer } from './answer.ts';
import { checkHost, checkTarget, hostNames } from './doors/host.ts';
import { createLogin, notLoggedIn } from './doors/login.ts';
import { refuseUpgrade } from './doors/refusal.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { createKeys } from './login/keys.ts';
import { createSockets } from './sockets/sockets.ts';
import type { MakeThumbnail } from './thumbnails/answer.ts';

export interface ServerOptions {
  /** The address to listen on; 127.0.0.1 unless told. Any but loopback needs `allowedHosts`. */
  readonly host?: string | undefined;
  /** 4400 unless told; 0 takes one that is free. */
  readonly port?: number | undefined;
  /** The first token, with which all may be done. */
  readonly token: string;
  /** The file of further tokens (`tokenFile`); what is changed in it counts at once. */
  readonly tokens?: string | undefined;
  /** More names, `host` or `host:port` as browsers send them, under which the server may be called. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** The folder of the built pages; null for a server without any. */
  readonly pages?: string | null | undefined;
  /** Makes the small pictures of files at `/files/thumbnail`; left out, there are none. */
  readonly makeThumbnail?: MakeThumbnail | undefined;
  /** Where to log, or from which level on to log on stderr; `info` unless told. */
  readonly log?: Logger | LevelWithSilent | undefined;
  readonly limits?: Partial<Limits> | undefined;
}

export interface Server {
  /** Where it is: `http://localhost:4400`. */
  readonly url: string;
  readonly port: number;
  /**
   * A link that logs a browser in, once: as the holder of the first token, or of the one that is named.
   * @throws MilepostError `INVALID_INPUT` where there is no such token
   */
  loginUrl(name?: string): string;
  /** Lets go of every connection. Milepost itself goes on. */
  close(): Promise<void>;
}

/**
 * Lets browsers and programs in to a Milepost.
 * @throws MilepostError `INVALID_INPUT` when the port is taken, the token is too short, or the address is open to others and no
 * `allowedHosts` are given.
 */
export async function openServer(milepost: Milepost, options: ServerOptions): Promise<Server> {
  const { host = '127.0.0.1', port: wanted = 4400, token, allowedHosts = [], pages = null, makeThumbnail = null } = options;
  if (token.length < shortestToken) {
    throw new MilepostError(
      'INVALID_INPUT',
      `Expected a token of ${shortestToken} characters or more: a shorter one can be guessed.`,
    );
  }
  if (!isLoopback(host) && allowedHosts.length === 0) {
    throw new MilepostError(
      'INVALID_INPUT',
      `Others can reach ${host}: name the hosts under which it may be called, or use 127.0.0.1.`,
    );
  }
  const limits = { ...defaultLimits, ...options.limits };
  const log =
    typeof options.log === 'object'
      ? options.log
      : pino({ level: options.log ?? 'info' }, pino.destination({ fd: 2, sync: true }));

  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersTimeout,
    requestTimeout: limits.requestTimeout,
    keepAliveTimeout: limits.keepAliveTimeout,
    connectionsCheckingInterval: limits.checkInterval,
  });
  server.maxConnections = limits.connections;
  server.maxRequestsPerSocket = limits.requestsPerConnection;
  const port = await listen(server, wanted, host);
  server.on('error', (error) => log.error({ err: error }, 'The server failed.'));

  const url = isLoopback(host) ? `http://localhost:${port}` : `http://${allowedHosts[0]}`;
  const login = createLogin(createKeys(token, options.tokens ?? null, log), port);
  const loginUrl = (name?: string) => `${url}/login?code=${login.createCode(name)}`;
  const hosts = hostNames(port, allowedHosts);
  const sockets = createSockets({ milepost, loginUrl, limits, log });
  server.on('request', createAnswer({ milepost, login, loginUrl, hosts, pages, makeThumbnail, limits, log }));
  server.on('upgrade', (request, stream, head) => {
    // Before anything else: from here on nobody else listens to the stream, and an error would end the process.
    stream.on('error', (error) => log.debug({ err: error }, 'A connection broke.'));
    try {
      const refusal = checkHost(request, hosts) ?? checkTarget(request) ?? checkPath(request.url);
      const caller = refusal ? null : login.identify(request);
      const shut = refusal ?? checkCall(request, caller);
      if (shut || !caller) refuseUpgrade(stream, shut ?? notLoggedIn);
      else sockets.open(request, stream, head, caller);
    } catch (error) {
      log.error({ err: error }, 'An upgrade could not be answered.');
      stream.destroy();
    }
  });

  return {
    url,
    port,
    loginUrl,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      const timer = setTimeout(() => server.closeAllConnections(), limits.closeGrace);
      await Promise.all([closed, sockets.close()]);
      clearTimeout(timer);
    },
  };
}

const shortestToken = 16;

function checkPath(url = '/') {
  if (url.split('?')[0] === '/ws') return null;
  return { status: 404, code: 'NOT_FOUND', reason: 'INVALID_INPUT', message: 'The WebSocket is at /ws.' } as const;
}

async function listen(server: HttpServer, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  }).catch((cause: NodeJS.ErrnoException) => {
    const message = cause.code === 'EADDRINUSE' ? `Port ${port} is taken: choose another.` : `Cannot listen on ${host}:${port}.`;
    throw new MilepostError('INVALID_INPUT', message, { cause });
  });
  return (server.address() as AddressInfo).port; // a server that listens on a port has an AddressInfo
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

function isLoopback(host: string): boolean {
  return host === 'localhost' || loopback.check(host, host.includes(':') ? 'ipv6' : 'ipv4');
}

import { type Milepost, MilepostError } from '@milepost/core';
import { type LevelWithSilent, type Logger, pino } from 'pino';
import { checkCall, createAnswer } from './answer.ts';
import { createApproach } from './doors/approach.ts';
import { checkHost, checkTarget } from './doors/host.ts';
import { createLogin, notLoggedIn } from './doors/login.ts';
import { refuseUpgrade } from './doors/refusal.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { type Certificate, listen } from './listen.ts';
import { createKeys } from './login/keys.ts';
import { keepJournal } from './monitor/journal.ts';
import { createMonitor } from './monitor/monitor.ts';
import { findPlace, isLoopback, readUrl, withoutPrefix } from './place.ts';
import { createSockets } from './sockets/sockets.ts';
import type { MakeThumbnail } from './thumbnails/answer.ts';

export interface ServerOptions {
  /** The address to listen on; 127.0.0.1 unless told. Any but loopback needs `url` or `allowedHosts`. */
  readonly host?: string | undefined;
  /** 4400 unless told; 0 takes one that is free. */
  readonly port?: number | undefined;
  /** The address by which others reach it, behind a proxy for example: `https://photos.example/milepost/`. */
  readonly url?: string | undefined;
  /** More names, `host` or `host:port` as browsers send them, under which the server may be called. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Addresses or networks of proxies whose `X-Forwarded-…` headers are believed. */
  readonly trustProxy?: readonly string[] | undefined;
  /** With a certificate it speaks https and wss, and nothing else. */
  readonly certificate?: Certificate | undefined;
  /** The first token, with which all may be done. */
  readonly token: string;
  /** The file of further tokens (`tokenFile`); what is changed in it counts at once. */
  readonly tokens?: string | undefined;
  /** The folder of the built pages; null for a server without any. */
  readonly pages?: string | null | undefined;
  /** Makes the small pictures of files at `/files/thumbnail`; left out, there are none. */
  readonly makeThumbnail?: MakeThumbnail | undefined;
  /** Where to log, or from which level on to log on stderr; `info` unless told. */
  readonly log?: Logger | LevelWithSilent | undefined;
  readonly limits?: Partial<Limits> | undefined;
}

export interface Server {
  /** Where people find it: `http://localhost:4400`. */
  readonly url: string;
  /** Where programs of this machine find it. */
  readonly localUrl: string;
  readonly port: number;
  /**
   * A link that logs a browser in, once: as the holder of the first token, or of the one that is named.
   * @throws MilepostError `INVALID_INPUT` where there is no such token
   */
  loginUrl(name?: string): string;
  /** Lets go of every connection. Milepost itself goes on. */
  close(): Promise<void>;
}

/** A shorter one can be guessed. */
const shortestToken = 16;

/**
 * Lets browsers and programs in to a Milepost.
 * @throws MilepostError `INVALID_INPUT` when the port is taken, the token is too short, the certificate cannot be used, or the
 * address is open to others and neither `url` nor `allowedHosts` are given.
 */
export async function openServer(milepost: Milepost, options: ServerOptions): Promise<Server> {
  const { host = '127.0.0.1', port: wanted = 4400, token, allowedHosts = [], certificate = null } = options;
  if (token.length < shortestToken) {
    throw new MilepostError('INVALID_INPUT', `Expected a token of ${shortestToken} characters or more; got ${token.length}.`);
  }
  const publicUrl = options.url === undefined ? null : readUrl(options.url);
  if (!isLoopback(host) && publicUrl === null && allowedHosts.length === 0) {
    const message = `Others can reach ${host}: name the hosts under which it may be called, or use 127.0.0.1.`;
    throw new MilepostError('INVALID_INPUT', message);
  }
  const limits = { ...defaultLimits, ...options.limits };
  const log = typeof options.log === 'object' ? options.log : logTo(options.log ?? 'info');
  const approach = createApproach(options.trustProxy ?? [], certificate !== null);
  const { server, port } = await listen({ host, port: wanted }, certificate, limits, log);
  const place = findPlace({ host, port, encrypted: certificate !== null, url: publicUrl, allowedHosts });

  const login = createLogin(createKeys(token, options.tokens ?? null, log), port, place.prefix);
  const loginUrl = (name?: string) => `${place.url}/login?code=${login.createCode(name)}`;
  const monitor = createMonitor(milepost);
  const endJournal = keepJournal(milepost, log);
  const sockets = createSockets({ milepost, loginUrl, limits, monitor, log });
  const { pages = null, makeThumbnail = null } = options;
  const surroundings = { milepost, login, loginUrl, place, approach, pages, makeThumbnail, limits, monitor, log };
  server.on('request', createAnswer(surroundings));
  server.on('upgrade', (request, stream, head) => {
    // Before anything else: from here on nobody else listens to the stream, and an error would end the process.
    stream.on('error', (error) => log.debug({ err: error }, 'A connection broke.'));
    try {
      const { address, secure } = approach(request);
      request.url = withoutPrefix(request.url ?? '/', place.prefix);
      const refusal = checkHost(request, place.hosts) ?? checkTarget(request) ?? checkPath(request.url);
      const caller = refusal ? null : login.identify(request);
      const shut = refusal ?? checkCall(request, caller, secure);
      // Nothing of what stands after the path: with `connectionParams=1` tRPC would wait for more, for ever if need be.
      request.url = '/ws';
      if (!shut && caller) return sockets.open(request, stream, head, caller);
      const { reason, status } = shut ?? notLoggedIn;
      monitor.refused(reason);
      log.info({ address, path: '/ws', reason, status }, 'A WebSocket was refused.');
      refuseUpgrade(stream, shut ?? notLoggedIn);
    } catch (error) {
      log.error({ err: error }, 'An upgrade could not be answered.');
      stream.destroy();
    }
  });
  log.info({ url: place.url, host, port }, 'The server is open.');

  return {
    url: place.url,
    localUrl: place.localUrl,
    port,
    loginUrl,
    async close() {
      log.info('The server closes.');
      const closed = new Promise((resolve) => server.close(resolve));
      const timer = setTimeout(() => server.closeAllConnections(), limits.closeGrace);
      await Promise.all([closed, sockets.close()]);
      clearTimeout(timer);
      endJournal();
      monitor.close();
    },
  };
}

function logTo(level: LevelWithSilent): Logger {
  return pino({ level }, pino.destination({ fd: 2, sync: true }));
}

function checkPath(url: string) {
  if (url.split('?')[0] === '/ws') return null;
  return { status: 404, code: 'NOT_FOUND', reason: 'INVALID_INPUT', message: 'The WebSocket is at /ws.' } as const;
}

import type { IncomingMessage, RequestListener } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Milepost, MilepostError } from '@milepost/core';
import { type LevelWithSilent, type Logger, pino } from 'pino';
import { checkCall, createAnswer } from './answer.ts';
import { createApproach } from './doors/approach.ts';
import { checkHost, checkTarget } from './doors/host.ts';
import { createLogin, notLoggedIn } from './doors/login.ts';
import { refuseUpgrade } from './doors/refusal.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { createKeys } from './login/keys.ts';
import { keepJournal } from './monitor/journal.ts';
import { createMonitor } from './monitor/monitor.ts';
import { findPlace, type Place, readUrl, withoutPrefix } from './place.ts';
import { createSockets } from './sockets/sockets.ts';
import type { MakeThumbnail } from './thumbnails/answer.ts';

/** What a server and a mount both may be told. */
export interface AnswerOptions {
  /** More names, `host` or `host:port` as browsers send them, under which the server may be called. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Addresses or networks of proxies whose `X-Forwarded-…` headers are believed. */
  readonly trustProxy?: readonly string[] | undefined;
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

export interface MountOptions extends AnswerOptions {
  /** Where your server is reached, with the path under which this is: `http://localhost:3000/milepost/`. */
  readonly url: string;
}

/** A Milepost's answers, for an HTTP server that somebody else opened. */
export interface Mount {
  /** Where people find it. */
  readonly url: string;
  /** Answers a request whose path is under that of `url`. */
  readonly answer: RequestListener;
  /** Answers an `upgrade` whose path is, with a WebSocket. From the call on errors of its stream are heard. */
  readonly upgrade: (request: IncomingMessage, stream: Duplex, head: Buffer) => void;
  /**
   * A link that logs a browser in, once: as the holder of the first token, or of the one that is named.
   * @throws MilepostError `INVALID_INPUT` where there is no such token
   */
  loginUrl(name?: string): string;
  /** Lets go of its WebSockets. Your server and Milepost itself go on. */
  close(): Promise<void>;
}

/**
 * Answers for a Milepost under a path of your own HTTP server. Who may come in is checked as by `openServer`; how long a request
 * may be and take is for your server to say.
 * @throws MilepostError `INVALID_INPUT` when the token is too short, or `url` is no address
 * @example
 * const mount = mountMilepost(milepost, { url: 'http://localhost:3000/milepost/', token });
 * const server = createServer((request, response) =>
 *   request.url?.startsWith('/milepost/') ? mount.answer(request, response) : response.end('mine'));
 * server.on('upgrade', mount.upgrade);
 */
export function mountMilepost(milepost: Milepost, options: MountOptions): Mount {
  const url = readUrl(options.url);
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  const allowedHosts = options.allowedHosts ?? [];
  const place = findPlace({ host: '127.0.0.1', port, encrypted: false, url, allowedHosts });
  return answerAt(milepost, { place, port, encrypted: false, log: createLog(options.log) }, options);
}

/** A shorter one can be guessed. */
const shortestToken = 16;

/** @throws MilepostError `INVALID_INPUT` */
export function checkToken(token: string): void {
  if (token.length >= shortestToken) return;
  throw new MilepostError('INVALID_INPUT', `Expected a token of ${shortestToken} characters or more; got ${token.length}.`);
}

export function createLog(log: AnswerOptions['log'] = 'info'): Logger {
  return typeof log === 'object' ? log : pino({ level: log }, pino.destination({ fd: 2, sync: true }));
}

/** The answers of a Milepost that is found at a place. */
export function answerAt(
  milepost: Milepost,
  { place, port, encrypted, log }: { place: Place; port: number; encrypted: boolean; log: Logger },
  options: AnswerOptions,
): Mount {
  checkToken(options.token);
  const limits = { ...defaultLimits, ...options.limits };
  const approach = createApproach(options.trustProxy ?? [], encrypted);
  const login = createLogin(createKeys(options.token, options.tokens ?? null, log), port, place.prefix);
  const loginUrl = (name?: string) => `${place.url}/login?code=${login.createCode(name)}`;
  const monitor = createMonitor(milepost);
  const endJournal = keepJournal(milepost, log);
  const sockets = createSockets({ milepost, loginUrl, limits, monitor, log });
  const { pages = null, makeThumbnail = null } = options;

  return {
    url: place.url,
    loginUrl,
    answer: createAnswer({ milepost, login, loginUrl, place, approach, pages, makeThumbnail, limits, monitor, log }),
    upgrade(request, stream, head) {
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
    },
    async close() {
      await sockets.close();
      endJournal();
      monitor.close();
    },
  };
}

function checkPath(url: string) {
  if (url.split('?')[0] === '/ws') return null;
  return { status: 404, code: 'NOT_FOUND', reason: 'INVALID_INPUT', message: 'The WebSocket is at /ws.' } as const;
}

import { type Milepost, MilepostError } from '@milepost/core';
import { createApproach } from './doors/approach.ts';
import { defaultLimits } from './limits.ts';
import { type Certificate, listen } from './listen.ts';
import { type AnswerOptions, answerAt, checkToken, createLog } from './mount.ts';
import { findPlace, isLoopback, readUrl } from './place.ts';

export interface ServerOptions extends AnswerOptions {
  /** The address to listen on; 127.0.0.1 unless told. Any but loopback needs `url` or `allowedHosts`. */
  readonly host?: string | undefined;
  /** 4400 unless told; 0 takes one that is free. */
  readonly port?: number | undefined;
  /** The address by which others reach it, behind a proxy for example: `https://photos.example/milepost/`. */
  readonly url?: string | undefined;
  /** With a certificate it speaks https and wss, and nothing else. */
  readonly certificate?: Certificate | undefined;
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

/**
 * Lets browsers and programs in to a Milepost.
 * @throws MilepostError `INVALID_INPUT` when the port is taken, the token is too short, the certificate cannot be used, or the
 * address is open to others and neither `url` nor `allowedHosts` are given.
 */
export async function openServer(milepost: Milepost, options: ServerOptions): Promise<Server> {
  const { host = '127.0.0.1', port: wanted = 4400, allowedHosts = [], certificate = null } = options;
  checkToken(options.token);
  const publicUrl = options.url === undefined ? null : readUrl(options.url);
  if (!isLoopback(host) && publicUrl === null && allowedHosts.length === 0) {
    const message = `Others can reach ${host}: name the hosts under which it may be called, or use 127.0.0.1.`;
    throw new MilepostError('INVALID_INPUT', message);
  }
  const limits = { ...defaultLimits, ...options.limits };
  const log = createLog(options.log);
  // What is wrong with it is said before a port is opened.
  createApproach(options.trustProxy ?? [], certificate !== null);
  const { server, port } = await listen({ host, port: wanted }, certificate, limits, log);
  const place = findPlace({ host, port, encrypted: certificate !== null, url: publicUrl, allowedHosts });

  const mount = answerAt(milepost, { place, port, encrypted: certificate !== null, log }, options);
  server.on('request', mount.answer);
  server.on('upgrade', mount.upgrade);
  log.info({ url: place.url, host, port }, 'The server is open.');

  return {
    url: place.url,
    localUrl: place.localUrl,
    port,
    loginUrl: mount.loginUrl,
    async close() {
      log.info('The server closes.');
      const closed = new Promise((resolve) => server.close(resolve));
      const timer = setTimeout(() => server.closeAllConnections(), limits.closeGrace);
      await Promise.all([closed, mount.close()]);
      clearTimeout(timer);
    },
  };
}

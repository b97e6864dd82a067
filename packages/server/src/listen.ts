import { readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { MilepostError } from '@milepost/core/model';
import type { Logger } from 'pino';
import type { Limits } from './limits.ts';

/** The files of a certificate and of its key, PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** How often it is looked whether the certificate was renewed. Milliseconds. */
const lookAgain = 10_000;

/**
 * Opens the port, encrypted where there is a certificate; one that is renewed is taken up while it runs.
 * @throws MilepostError `INVALID_INPUT` when the port is taken or the certificate cannot be used
 */
export async function listen(
  address: { readonly host: string; readonly port: number },
  certificate: Certificate | null,
  limits: Limits,
  log: Logger,
): Promise<{ server: Server | TlsServer; port: number }> {
  const options = {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersTimeout,
    requestTimeout: limits.requestTimeout,
    keepAliveTimeout: limits.keepAliveTimeout,
    connectionsCheckingInterval: limits.checkInterval,
  };
  const server = certificate ? createEncrypted(certificate, options, log) : createServer(options);
  server.maxConnections = limits.connections;
  server.maxRequestsPerSocket = limits.requestsPerConnection;
  await open(server, address);
  server.on('error', (error) => log.error({ err: error }, 'The server failed.'));
  return { server, port: (server.address() as AddressInfo).port }; // a server that listens on a port has an AddressInfo
}

function createEncrypted(certificate: Certificate, options: Parameters<typeof createTlsServer>[0], log: Logger): TlsServer {
  const server = refuseClearly(certificate, () =>
    createTlsServer({ ...options, ...read(certificate), minVersion: 'TLSv1.2', handshakeTimeout: 10_000 }),
  );
  let seen = stampOf(certificate);
  const timer = setInterval(() => {
    try {
      const now = stampOf(certificate);
      if (now === seen) return;
      server.setSecureContext(read(certificate));
      seen = now;
      log.info('The certificate was renewed.');
    } catch (error) {
      // Its files may be written just now: until they fit together the old one is shown.
      log.warn({ err: error }, 'The new certificate cannot be used.');
    }
  }, lookAgain);
  timer.unref();
  server.once('close', () => clearInterval(timer));
  server.on('tlsClientError', (error) => log.debug({ err: error }, 'A connection could not be encrypted.'));
  return server;
}

function read({ cert, key }: Certificate): { cert: Buffer; key: Buffer } {
  return { cert: readFileSync(cert), key: readFileSync(key) };
}

function stampOf({ cert, key }: Certificate): string {
  return [cert, key].map((file) => statSync(file).mtimeMs).join();
}

function refuseClearly<Result>({ cert, key }: Certificate, act: () => Result): Result {
  try {
    return act();
  } catch (cause) {
    const why = (cause as Error).message; // node throws Errors
    throw new MilepostError('INVALID_INPUT', `The certificate "${cert}" with the key "${key}" cannot be used: ${why}`, { cause });
  }
}

async function open(server: Server | TlsServer, { host, port }: { host: string; port: number }): Promise<void> {
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
}

import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Reason } from '@milepost/core/model';
import type { TRPCError } from '@trpc/server';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import { securityHeaders } from './headers.ts';

/** Why a door stays shut. */
export interface Refusal {
  readonly status: number;
  readonly code: TRPCError['code'];
  readonly reason: Reason;
  readonly message: string;
}

/** For how long a body that is still on its way is taken in and thrown away; in milliseconds. */
const patience = 2_000;

/**
 * Answers with the refusal, in the shape of tRPC's errors, so that every client can read it.
 *
 * The connection is closed, but not while the client still sends: what a closed connection is sent is answered with a
 * reset, and many a client would tell of that in place of the refusal (RFC 9112, section 9.6).
 */
export function refuseRequest(response: ServerResponse, refusal: Refusal): void {
  const { req: request } = response;
  const body = toBody(refusal);
  response.writeHead(refusal.status, {
    connection: 'close',
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  if (request.complete || request.method === 'HEAD') {
    response.end(body);
    return;
  }
  response.write(body);
  const end = (): void => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, patience).unref();
  request.once('close', end).once('end', end).resume();
}

/** The same for a connection that wanted to become a WebSocket. */
export function refuseUpgrade(socket: Duplex, refusal: Refusal): void {
  const body = toBody(refusal);
  const headers = {
    ...securityHeaders,
    connection: 'close',
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}\r\n${lines.join('')}\r\n${body}`);
}

function toBody({ status, code, reason, message }: Refusal): string {
  return JSON.stringify({ error: { message, code: TRPC_ERROR_CODES_BY_KEY[code], data: { code, httpStatus: status, reason } } });
}

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

/** Answers with the refusal, in the shape of tRPC's errors, so that every client can read it. */
export function refuseRequest(response: ServerResponse, refusal: Refusal): void {
  // What is left of the body is not read, so the connection cannot be used again.
  response.setHeader('connection', 'close');
  response.writeHead(refusal.status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(toBody(refusal));
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

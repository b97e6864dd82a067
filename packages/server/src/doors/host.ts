import type { IncomingMessage } from 'node:http';
import type { Refusal } from './refusal.ts';

/**
 * Refuses a request that does not call the server by one of its names: a foreign name that was made to point here (DNS
 * rebinding), or a malformed one that would break whatever makes a URL of it; and one that calls it twice, of which Node would
 * take the first and who stands in between perhaps the second (RFC 9112, 3.2).
 */
export function checkHost(request: IncomingMessage, names: ReadonlySet<string>): Refusal | null {
  const sent = request.headersDistinct.host ?? [];
  if (sent.length > 1) return { status: 400, code: 'BAD_REQUEST', reason: 'INVALID_INPUT', message: 'Expected one Host.' };
  if (names.has(request.headers.host?.toLowerCase() ?? '')) return null;
  return { status: 421, code: 'BAD_REQUEST', reason: 'FORBIDDEN', message: 'This server does not answer to that name.' };
}

/** Refuses a target that is no plain path, such as `//elsewhere/` or `*`. */
export function checkTarget(request: IncomingMessage): Refusal | null {
  if (/^\/(?!\/)/.test(request.url ?? '')) return null;
  return { status: 400, code: 'BAD_REQUEST', reason: 'INVALID_INPUT', message: 'Expected a path that begins with one slash.' };
}

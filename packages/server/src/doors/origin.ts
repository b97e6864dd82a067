import type { IncomingMessage } from 'node:http';
import type { Refusal } from './refusal.ts';

const refusal: Refusal = {
  status: 403,
  code: 'FORBIDDEN',
  reason: 'FORBIDDEN',
  message: 'Only pages of this server may ask that.',
};

/**
 * Refuses what a page from elsewhere asks; another port of localhost is elsewhere. Browsers say where a request comes from and
 * let no page lie about it. `secure` is whether it came encrypted, null where that is not known.
 */
export function checkOrigin(request: IncomingMessage, secure: boolean | null): Refusal | null {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (origin !== undefined && !isOwn(origin, request, secure)) return refusal;
  return site === undefined || site === 'same-origin' || site === 'none' ? null : refusal;
}

/** Refuses what does not say that it comes from a page of this server: asked of everything that a cookie lets in to act. */
export function requireOrigin(request: IncomingMessage, secure: boolean | null): Refusal | null {
  return request.headers.origin === undefined ? refusal : checkOrigin(request, secure);
}

/** The host was checked before. */
function isOwn(origin: string, request: IncomingMessage, secure: boolean | null): boolean {
  const host = request.headers.host?.toLowerCase();
  const own = origin.toLowerCase();
  return (secure !== true && own === `http://${host}`) || (secure !== false && own === `https://${host}`);
}

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
 * let no page lie about it.
 */
export function checkOrigin(request: IncomingMessage): Refusal | null {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (origin !== undefined && !isOwn(origin, request)) return refusal;
  return site === undefined || site === 'same-origin' || site === 'none' ? null : refusal;
}

/** Refuses what does not say that it comes from a page of this server: asked of everything that a cookie lets in to act. */
export function requireOrigin(request: IncomingMessage): Refusal | null {
  return request.headers.origin === undefined ? refusal : checkOrigin(request);
}

/** The host was checked before. The scheme may be https where a proxy stands in front. */
function isOwn(origin: string, request: IncomingMessage): boolean {
  const host = request.headers.host?.toLowerCase();
  const own = origin.toLowerCase();
  return own === `http://${host}` || own === `https://${host}`;
}

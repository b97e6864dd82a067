import type { IncomingMessage } from 'node:http';
import type { Refusal } from './refusal.ts';

/** Refuses any body but JSON: a form of a foreign page can send all other types without asking first. */
export function checkContent(request: IncomingMessage, maxBytes: number): Refusal | null {
  if (request.method === 'GET' || request.method === 'HEAD') return null;
  const [type] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  if (type?.trim() !== 'application/json') {
    const message = 'Expected content of the type application/json.';
    return { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', reason: 'INVALID_INPUT', message };
  }
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    return { status: 413, code: 'PAYLOAD_TOO_LARGE', reason: 'TOO_MANY', message: 'The request is too large.' };
  }
  return null;
}

/** Calls that share a request stand in its path, with commas between them. */
export function checkCalls(path: string, most: number): Refusal | null {
  if (path.split(',').length <= most) return null;
  return { status: 413, code: 'PAYLOAD_TOO_LARGE', reason: 'TOO_MANY', message: `At most ${most} calls in one request.` };
}

export function checkMethod(request: IncomingMessage): Refusal | null {
  if (['GET', 'HEAD', 'POST'].includes(request.method ?? '')) return null;
  return { status: 405, code: 'METHOD_NOT_SUPPORTED', reason: 'INVALID_INPUT', message: 'Expected GET, HEAD or POST.' };
}

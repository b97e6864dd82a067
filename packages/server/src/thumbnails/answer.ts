import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type FoundFile, type Milepost, MilepostError } from '@milepost/core';
import { getTRPCErrorFromUnknown } from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Limits } from '../limits.ts';
import type { Monitor } from '../monitor/monitor.ts';
import { reportTo } from '../report.ts';
import { toWireError, translate } from '../wire-error.ts';
import { createTurnstile } from './turnstile.ts';

/**
 * Makes a small picture of a file, about as wide and at most as high as `width` pixels. Whoever opens the file looks whether it
 * still is the one that was found.
 * @throws MilepostError `NO_PICTURE` where there can be none
 */
export type MakeThumbnail = (file: FoundFile, options: { readonly width: number }, signal: AbortSignal) => Promise<Thumbnail>;

export interface Thumbnail {
  /** `image/jpeg` */
  readonly type: string;
  readonly bytes: Uint8Array;
}

interface Surroundings {
  readonly milepost: Milepost;
  readonly makeThumbnail: MakeThumbnail;
  readonly limits: Limits;
  readonly monitor: Monitor;
  readonly log: Logger;
}

const question = z.object({
  path: z.string({ error: 'Expected a path.' }).min(1).max(4096),
  width: z.coerce.number().int().min(16).max(1024).default(160),
  quiet: z.literal('1').optional(),
});

/** Answers at `/files/thumbnail` whoever has been let in, with a small picture of a file within the roots. */
export function createThumbnailAnswer({ milepost, makeThumbnail, limits, monitor, log }: Surroundings) {
  const turnstile = createTurnstile(limits.thumbnails, limits.thumbnailsInLine);
  const report = reportTo(log, monitor);

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const late = AbortSignal.timeout(limits.thumbnailTimeout);
    const signal = AbortSignal.any([gone.signal, late]);
    let quiet = false;
    try {
      const { path, width, ...asked } = readQuestion(request.url ?? '');
      quiet = asked.quiet !== undefined;
      const file = await milepost.findFile(path);
      const etag = etagOf(file, width);
      // Asked again each time, since a photo may change under its name; that costs a look at it and no picture.
      response.setHeader('cache-control', 'private, no-cache').setHeader('etag', etag);
      if (isKnown(request.headers['if-none-match'], etag)) return void response.writeHead(304).end();
      const leave = await turnstile.enter(signal);
      try {
        const { type, bytes } = await makeThumbnail(file, { width }, signal);
        response.writeHead(200, { 'content-type': type, 'content-length': bytes.byteLength }).end(bytes);
      } finally {
        leave();
      }
    } catch (thrown) {
      if (gone.signal.aborted) return;
      const error = late.aborted ? new MilepostError('TOO_LATE', 'No picture was made in time: try again later.') : thrown;
      if (quiet && error instanceof MilepostError && error.reason === 'NO_PICTURE') response.writeHead(204).end();
      else refuse(response, error);
    }
  };

  function refuse(response: ServerResponse, thrown: unknown): void {
    const error = getTRPCErrorFromUnknown(translate(thrown));
    report({ error, path: 'files/thumbnail', type: 'query' });
    const httpStatus = getHTTPStatusCodeFromError(error);
    const { message, data } = toWireError(error, { data: { httpStatus } });
    response.removeHeader('etag');
    if (data.reason === 'TOO_MANY' || data.reason === 'TOO_LATE') response.setHeader('retry-after', '2');
    response.writeHead(httpStatus, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify({ error: { message, code: TRPC_ERROR_CODES_BY_KEY[error.code], data } }));
  }
}

function readQuestion(url: string): z.infer<typeof question> {
  const [, query = ''] = url.split(/\?(.*)/s);
  const asked = question.safeParse(Object.fromEntries(new URLSearchParams(query)));
  if (asked.success) return asked.data;
  const issues = asked.error.issues.map(({ path, message }) => ({ path: path.map(String), message }));
  throw new MilepostError('INVALID_INPUT', 'Expected ?path=…, a whole path, and if you like &width=…, 16 to 1024.', { issues });
}

function etagOf({ device, inode, size, modified }: FoundFile, width: number): string {
  const identity = [device, inode, size, modified, width].join(':');
  return `"${createHash('sha256').update(identity).digest('base64url').slice(0, 24)}"`;
}

function isKnown(header: string | undefined, etag: string): boolean {
  const known = header?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return known.includes(etag) || known.includes('*');
}

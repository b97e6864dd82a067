import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Milepost } from '@milepost/core';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import type { Logger } from 'pino';
import type { Approach } from './doors/approach.ts';
import { checkCalls, checkContent, checkMethod } from './doors/content.ts';
import { securityHeaders } from './doors/headers.ts';
import { checkHost, checkTarget } from './doors/host.ts';
import { type Caller, type Login, notLoggedIn } from './doors/login.ts';
import { checkOrigin, requireOrigin } from './doors/origin.ts';
import { type Refusal, refuseRequest } from './doors/refusal.ts';
import type { Limits } from './limits.ts';
import { answerLogin } from './login/answer.ts';
import { createReadiness } from './monitor/health.ts';
import type { Monitor } from './monitor/monitor.ts';
import { createPages } from './pages.ts';
import { type Place, withoutPrefix } from './place.ts';
import { reportTo } from './report.ts';
import { appRouter } from './router.ts';
import { createThumbnailAnswer, type MakeThumbnail } from './thumbnails/answer.ts';

/** What the requests of a server are answered with. */
export interface Surroundings {
  readonly milepost: Milepost;
  readonly login: Login;
  readonly loginUrl: (name?: string) => string;
  readonly place: Place;
  readonly approach: (request: IncomingMessage) => Approach;
  readonly pages: string | null;
  readonly makeThumbnail: MakeThumbnail | null;
  readonly limits: Limits;
  readonly monitor: Monitor;
  readonly log: Logger;
}

/** Answers every request: first the doors, then whoever its path belongs to. */
export function createAnswer(surroundings: Surroundings): RequestListener {
  const { milepost, login, loginUrl, place, approach, pages, makeThumbnail, limits, monitor, log } = surroundings;
  const { prefix } = place;
  const answerPage = pages === null ? null : createPages(pages, prefix);
  const answerThumbnail = makeThumbnail && createThumbnailAnswer({ milepost, makeThumbnail, limits, monitor, log });
  const isReady = createReadiness(milepost, log);
  const callers = new WeakMap<IncomingMessage, Caller>();
  const answerCall = createHTTPHandler({
    basePath: '/trpc/',
    router: appRouter,
    createContext: ({ req }) => ({ milepost, caller: callers.get(req) as Caller, loginUrl, watcher: null }), // set before
    maxBodySize: limits.bodyBytes,
    maxBatchSize: limits.httpBatch,
    onError: reportTo(log, monitor),
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    const { address, secure } = approach(request);
    const refuse = (refusal: Refusal): void => {
      monitor.refused(refusal.reason);
      log.info({ address, path: request.url?.split('?')[0], ...refusal }, 'A request was refused.');
      refuseRequest(response, refusal);
    };
    const refusal = checkHost(request, place.hosts) ?? checkTarget(request) ?? checkMethod(request);
    if (refusal) return refuse(refusal);
    if (prefix !== '' && request.url === prefix) return redirect(response, `${prefix}/`);

    request.url = withoutPrefix(request.url ?? '/', prefix);
    const [path = '/'] = request.url.split('?');
    if (path === '/healthz') return answerHealth(response, true);
    if (path === '/readyz') return answerHealth(response, await isReady());
    if (path === '/login') return answerLogin({ login, prefix, approach: { address, secure }, refuse, log }, request, response);

    const caller = login.identify(request);
    if (path.startsWith('/trpc/')) {
      const shut =
        checkCall(request, caller, secure) ?? checkContent(request, limits.bodyBytes) ?? checkCalls(path, limits.httpBatch);
      if (shut || !caller) return refuse(shut ?? notLoggedIn);
      callers.set(request, caller);
      response.setHeader('cache-control', 'no-store');
      return answerCall(request, response);
    }
    if (path === '/metrics' && request.method !== 'POST') {
      const shut = checkCall(request, caller, secure);
      return shut ? refuse(shut) : answerMetrics(monitor, response);
    }
    if (path === '/files/thumbnail' && answerThumbnail && request.method !== 'POST') {
      const shut = checkCall(request, caller, secure) ?? (caller?.role === 'operate' ? null : forOperating);
      return shut ? refuse(shut) : answerThumbnail(request, response);
    }
    if (request.method === 'POST') return refuse(checkContent(request, limits.bodyBytes) ?? notThere);
    if (caller) return answerPage ? answerPage(request, response) : refuse(notThere);
    if (isForPage(request)) return redirect(response, `${prefix}/login`);
    refuse(notLoggedIn);
  }

  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      log.error({ err: error, path: request.url?.split('?')[0] }, 'A request could not be answered.');
      response.destroy();
    });
  };
}

/** Whether a call of the router may come in, over HTTP or as a WebSocket; `secure` is whether it came encrypted. */
export function checkCall(request: IncomingMessage, caller: Caller | null, secure: boolean | null): Refusal | null {
  const foreign = checkOrigin(request, secure);
  if (foreign) return foreign;
  if (caller === null) return notLoggedIn;
  const acts = request.method !== 'GET' || request.headers.upgrade !== undefined;
  return caller.how === 'cookie' && acts ? requireOrigin(request, secure) : null;
}

const notThere: Refusal = {
  status: 404,
  code: 'NOT_FOUND',
  reason: 'INVALID_INPUT',
  message: 'There is nothing at this address.',
};

const forOperating: Refusal = {
  status: 403,
  code: 'FORBIDDEN',
  reason: 'FORBIDDEN',
  message: 'This token is for watching: pictures of files take one with the role "operate".',
};

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location, 'cache-control': 'no-store' }).end();
}

function answerHealth(response: ServerResponse, well: boolean): void {
  response.writeHead(well ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ ok: well }));
}

async function answerMetrics(monitor: Monitor, response: ServerResponse): Promise<void> {
  const text = await monitor.describe();
  response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' }).end(text);
}

function isForPage({ headers, method }: IncomingMessage): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html');
}

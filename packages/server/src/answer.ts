import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Milepost } from '@milepost/core';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import type { Logger } from 'pino';
import { checkContent, checkMethod } from './doors/content.ts';
import { securityHeaders } from './doors/headers.ts';
import { checkHost, checkTarget } from './doors/host.ts';
import { type Caller, type Login, notLoggedIn } from './doors/login.ts';
import { checkOrigin, requireOrigin } from './doors/origin.ts';
import { type Refusal, refuseRequest } from './doors/refusal.ts';
import type { Limits } from './limits.ts';
import { answerLogin } from './login/answer.ts';
import { createPages } from './pages.ts';
import { reportTo } from './report.ts';
import { appRouter } from './router.ts';
import { createThumbnailAnswer, type MakeThumbnail } from './thumbnails/answer.ts';

/** What the requests of a server are answered with. */
export interface Surroundings {
  readonly milepost: Milepost;
  readonly login: Login;
  readonly loginUrl: (name?: string) => string;
  readonly hosts: ReadonlySet<string>;
  readonly pages: string | null;
  readonly makeThumbnail: MakeThumbnail | null;
  readonly limits: Limits;
  readonly log: Logger;
}

/** Answers every request: first the doors, then whoever its path belongs to. */
export function createAnswer(surroundings: Surroundings): RequestListener {
  const { milepost, login, loginUrl, hosts, pages, makeThumbnail, limits, log } = surroundings;
  const answerPage = pages === null ? null : createPages(pages);
  const answerThumbnail = makeThumbnail && createThumbnailAnswer({ milepost, makeThumbnail, limits, log });
  const callers = new WeakMap<IncomingMessage, Caller>();
  const answerCall = createHTTPHandler({
    basePath: '/trpc/',
    router: appRouter,
    createContext: ({ req }) => ({ milepost, caller: callers.get(req) as Caller, loginUrl, watcher: null }), // set before
    maxBodySize: limits.bodyBytes,
    maxBatchSize: limits.httpBatch,
    onError: reportTo(log),
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    const refusal = checkHost(request, hosts) ?? checkTarget(request) ?? checkMethod(request);
    if (refusal) return refuseRequest(response, refusal);

    const [path = '/'] = (request.url ?? '/').split('?');
    if (path === '/healthz') return answerHealth(response, true);
    if (path === '/readyz') return answerHealth(response, await isReady(milepost));
    if (path === '/login') return answerLogin(login, request, response);
    if (path.startsWith('/trpc/')) {
      const caller = login.identify(request);
      const shut = checkCall(request, caller) ?? checkContent(request, limits.bodyBytes);
      if (shut || !caller) return refuseRequest(response, shut ?? notLoggedIn);
      callers.set(request, caller);
      response.setHeader('cache-control', 'no-store');
      return answerCall(request, response);
    }

    if (path === '/files/thumbnail' && answerThumbnail && request.method !== 'POST') {
      const caller = login.identify(request);
      const shut = checkCall(request, caller) ?? (caller?.role === 'operate' ? null : forOperating);
      return shut ? refuseRequest(response, shut) : answerThumbnail(request, response);
    }
    if (request.method === 'POST') return refuseRequest(response, checkContent(request, limits.bodyBytes) ?? notThere);
    if (login.identify(request)) return answerPage ? answerPage(request, response) : refuseRequest(response, notThere);
    if (!isForPage(request)) return refuseRequest(response, notLoggedIn);
    response.writeHead(303, { location: '/login', 'cache-control': 'no-store' }).end();
  }

  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      log.error({ err: error, path: request.url?.split('?')[0] }, 'A request could not be answered.');
      response.destroy();
    });
  };
}

/** Whether a call of the router may come in, over HTTP or as a WebSocket. */
export function checkCall(request: IncomingMessage, caller: Caller | null): Refusal | null {
  const foreign = checkOrigin(request);
  if (foreign) return foreign;
  if (caller === null) return notLoggedIn;
  const acts = request.method !== 'GET' || request.headers.upgrade !== undefined;
  return caller.how === 'cookie' && acts ? requireOrigin(request) : null;
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

function answerHealth(response: ServerResponse, well: boolean): void {
  response.writeHead(well ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ ok: well }));
}

async function isReady(milepost: Milepost): Promise<boolean> {
  return milepost.info().then(
    () => true,
    () => false,
  );
}

function isForPage({ headers, method }: IncomingMessage): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html');
}

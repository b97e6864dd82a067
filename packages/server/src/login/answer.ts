import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Approach } from '../doors/approach.ts';
import type { Login } from '../doors/login.ts';
import { requireOrigin } from '../doors/origin.ts';
import type { Refusal } from '../doors/refusal.ts';
import { loginPage, loginPageHeaders } from './page.ts';

const maxFormBytes = 4096;

interface Surroundings {
  readonly login: Login;
  /** What stands before every path. */
  readonly prefix: string;
  readonly approach: Approach;
  readonly refuse: (refusal: Refusal) => void;
  readonly log: Logger;
}

/** Answers at /login: a one-time link, the form, and what the form sends. */
export async function answerLogin(surroundings: Surroundings, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { login, prefix, approach, refuse, log } = surroundings;
  const secure = approach.secure === true;
  const showPage = (status: number, problem: 'code' | 'token' | null) =>
    void response.writeHead(status, loginPageHeaders).end(loginPage(prefix, problem));
  /** To a clean address, so that the code stays out of bookmarks and of the history. */
  const letIn = (cookie: string | null, shown: 'code' | 'token') => {
    const { address } = approach;
    log[cookie === null ? 'warn' : 'info'](
      { address, shown },
      cookie === null ? 'A login was not good.' : 'A browser logged in.',
    );
    if (cookie === null) return showPage(401, shown);
    response.writeHead(303, { location: `${prefix}/`, 'set-cookie': cookie, 'cache-control': 'no-store' }).end();
  };

  if (request.method === 'POST') {
    const refusal = requireOrigin(request, approach.secure);
    if (refusal) return refuse(refusal);
    const token = new URLSearchParams(await readForm(request)).get('token') ?? '';
    return letIn(login.useToken(token.trim(), secure), 'token');
  }
  const code = new URLSearchParams(request.url?.split('?')[1]).get('code');
  // A program that only looks whether the link is there must not use it up.
  if (code === null || request.method === 'HEAD') return showPage(200, null);
  return letIn(login.useCode(code, secure), 'code');
}

/** The form as text, or nothing when it is larger than any token or of another type. */
async function readForm(request: IncomingMessage): Promise<string> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '')) return '';
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    // a request without an encoding gives buffers
    length += chunk.length;
    if (length > maxFormBytes) return '';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

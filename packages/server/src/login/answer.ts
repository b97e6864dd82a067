import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Login } from '../doors/login.ts';
import { requireOrigin } from '../doors/origin.ts';
import { refuseRequest } from '../doors/refusal.ts';
import { loginPage, loginPageHeaders } from './page.ts';

const maxFormBytes = 4096;

/** Answers at /login: a one-time link, the form, and what the form sends. */
export async function answerLogin(login: Login, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'POST') {
    const refusal = requireOrigin(request);
    if (refusal) return refuseRequest(response, refusal);
    const token = new URLSearchParams(await readForm(request)).get('token') ?? '';
    return letIn(login.useToken(token.trim()), response, 'token');
  }
  const code = new URLSearchParams(request.url?.split('?')[1]).get('code');
  if (code === null) return showPage(response, 200, null);
  // A program that only looks whether the link is there must not use it up.
  if (request.method === 'HEAD') return showPage(response, 200, null);
  return letIn(login.useCode(code), response, 'code');
}

/** To a clean address, so that the code stays out of bookmarks and of the history. */
function letIn(cookie: string | null, response: ServerResponse, shown: 'code' | 'token'): void {
  if (cookie === null) showPage(response, 401, shown);
  else response.writeHead(303, { location: '/', 'set-cookie': cookie, 'cache-control': 'no-store' }).end();
}

function showPage(response: ServerResponse, status: number, problem: 'code' | 'token' | null): void {
  response.writeHead(status, loginPageHeaders).end(loginPage(problem));
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

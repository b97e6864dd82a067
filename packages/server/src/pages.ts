import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';

/**
 * Answers with the files of a folder, and with its index.html for the addresses that the pages make up themselves. There what it
 * names beside itself, `./assets/…`, is named from the root that the server has for others.
 */
export function createPages(folder: string, prefix: string): (request: IncomingMessage, response: ServerResponse) => void {
  const send = sirv(folder, {
    // Looks at the disk each time: a folder that is built anew while the server runs would be sent with the old lengths.
    dev: true,
    etag: true,
    brotli: true,
    gzip: true,
    extensions: [],
    setHeaders(response: ServerResponse, path: string) {
      const immutable = path.startsWith('/assets/');
      response.setHeader('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });

  const index = join(folder, 'index.html');

  function sendPage(request: IncomingMessage, response: ServerResponse): void {
    // While they are built anew, or before they ever were.
    if (!existsSync(index)) {
      refuse(response, 503, 'The pages are not there. `npm start` builds them.');
      return;
    }
    const page = readFileSync(index, 'utf8').replaceAll(/((?:href|src)=")\.\//g, `$1${prefix}/`);
    const etag = `"${createHash('sha256').update(page).digest('base64url').slice(0, 22)}"`;
    const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache', etag };
    if (request.headers['if-none-match'] === etag) response.writeHead(304, headers).end();
    else response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : page);
  }

  return (request, response) => {
    const path = request.url?.split('?')[0] ?? '/';
    if (path === '/' || path === '/index.html') return sendPage(request, response);
    // sirv opens the part that is asked for without a look at it, and throws where it ends before it begins.
    delete request.headers.range;
    response.once('pipe', (file) => {
      // It does not listen for errors either: a file that goes away while it is read would end the process.
      file.once('error', () => response.destroy());
      // Nor does it close a file that nobody reads to its end, such as that of a browser which went away.
      response.once('close', () => file.destroy());
    });
    send(request, response, () => {
      if (!path.startsWith('/assets/')) return sendPage(request, response);
      refuse(response, 404, 'There is no such file.');
    });
  };
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${sentence}\n`);
}

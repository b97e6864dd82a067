import type { IncomingMessage, ServerResponse } from 'node:http';
import sirv from 'sirv';

/** Answers with the files of a folder, and with its index.html for the addresses that the pages make up themselves. */
export function createPages(folder: string): (request: IncomingMessage, response: ServerResponse) => void {
  const options = {
    // Looks at the disk each time: a folder that is built anew while the server runs would be sent with the old lengths.
    dev: true,
    etag: true,
    brotli: true,
    gzip: true,
    setHeaders(response: ServerResponse, path: string) {
      const immutable = path.startsWith('/assets/');
      response.setHeader('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  };
  const sendAsset = sirv(folder, options);
  // Not told by a dot: an address may end in the name of a task, which has one.
  const sendPage = sirv(folder, { ...options, single: true, ignores: false });
  return (request, response) => {
    // sirv opens the part that is asked for without a look at it, and throws where it ends before it begins.
    delete request.headers.range;
    // It does not listen for errors either: a file that goes away while it is read would end the process.
    response.once('pipe', (file) => file.once('error', () => response.destroy()));
    const send = request.url?.startsWith('/assets/') ? sendAsset : sendPage;
    send(request, response, () => {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('There is no such file.\n');
    });
  };
}

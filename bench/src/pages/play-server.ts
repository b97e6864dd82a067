import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Milepost, openMilepost } from '@milepost/core';
import { mountMilepost } from '@milepost/server';
import { WebSocketServer } from 'ws';
import tasks from '../ours/tasks.ts';
import { token } from '../watchers/messages.ts';
import { playFeed } from './played-feed.ts';

const pages = fileURLToPath(new URL('../../../packages/web/dist', import.meta.url));

export interface PlayedServer {
  /** Where the pages are. */
  readonly url: string;
  /** Logs a browser in, once. */
  readonly loginUrl: string;
  close(): Promise<void>;
}

/**
 * Serves the pages of a Milepost whose feed is played: so many jobs at work would take the machine away from the page.
 * @throws Error where the pages are not built
 */
export async function playServer(folder: string, jobs: number): Promise<PlayedServer> {
  if (!existsSync(join(pages, 'index.html'))) throw new Error(`Expected the built pages in ${pages}: npm run build makes them.`);
  const milepost = await openMilepost({ tasks: [tasks], data: folder });
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://localhost:${(server.address() as { port: number }).port}`; // it listens on TCP
  const mount = mountMilepost(milepost, { url, token, pages, log: 'silent' });
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  sockets.on('connection', (socket) => {
    const end = playFeed(jobs, {
      send: (text) => socket.send(text),
      listen: (listener) => socket.on('message', (data) => listener(String(data))),
    });
    socket.on('close', end);
  });
  server.on('request', mount.answer);
  server.on('upgrade', (request, stream, head) =>
    sockets.handleUpgrade(request, stream, head, (socket) => sockets.emit('connection', socket, request)),
  );
  return { url, loginUrl: mount.loginUrl(), close: () => close(milepost) };

  async function close(milepost: Milepost): Promise<void> {
    for (const socket of sockets.clients) socket.terminate();
    await mount.close();
    server.closeAllConnections();
    server.close();
    await milepost.close();
  }
}

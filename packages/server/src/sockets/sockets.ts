import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Milepost } from '@milepost/core';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import type { Logger } from 'pino';
import { WebSocket, WebSocketServer } from 'ws';
import type { Caller } from '../doors/login.ts';
import { type Refusal, refuseUpgrade } from '../doors/refusal.ts';
import type { Limits } from '../limits.ts';
import type { Monitor } from '../monitor/monitor.ts';
import { reportTo } from '../report.ts';
import { appRouter } from '../router.ts';
import type { Watcher } from '../trpc.ts';
import { createBucket } from './bucket.ts';
import { createTexts } from './texts.ts';
import { createWatcher } from './watcher.ts';

/** The WebSockets of a server. Who may have one is decided before. */
export interface Sockets {
  /** Makes a WebSocket of a connection, on which the whole router answers. */
  open(request: IncomingMessage, stream: Duplex, head: Buffer, caller: Caller): void;
  /** Asks all to come again elsewhere or later, and ends those that have not left in time. */
  close(): Promise<void>;
}

const tooMany: Refusal = {
  status: 503,
  code: 'TOO_MANY_REQUESTS',
  reason: 'TOO_MANY',
  message: 'There are as many connections as this server takes. Try again later.',
};

const leaving: Refusal = {
  status: 503,
  code: 'SERVICE_UNAVAILABLE',
  reason: 'CLOSED',
  message: 'The server is going down.',
};

/** How often it is looked whether the tokens of those who are there are still good. Milliseconds. */
const lookAgain = 250;

interface Party {
  readonly caller: Caller;
  readonly watcher: Watcher;
}

export function createSockets(options: {
  readonly milepost: Milepost;
  readonly loginUrl: (name?: string) => string;
  readonly limits: Limits;
  readonly monitor: Monitor;
  readonly log: Logger;
}): Sockets {
  const { milepost, loginUrl, limits, monitor, log } = options;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.messageBytes,
    maxFragments: limits.messageFragments,
    maxBufferedChunks: limits.messageChunks,
    perMessageDeflate: false,
    ...{ closeTimeout: limits.closeTimeout }, // spread: ws takes it, its types do not know it yet
  });
  let closing = false;
  const parties = new WeakMap<WebSocket, Party>();
  const texts = createTexts();
  const adapter = applyWSSHandler({
    wss: server,
    router: appRouter,
    createContext: ({ res }) => ({ milepost, loginUrl, ...(parties.get(res) as Party) }), // set before it is told of the socket
    maxBatchSize: limits.socketBatch,
    experimental_encoder: texts,
    keepAlive: { enabled: true, pingMs: limits.pingAfter, pongWaitMs: limits.pongWithin },
    onError: reportTo(log, monitor),
  });

  const guard = setInterval(() => {
    for (const client of server.clients) if (!parties.get(client)?.caller.isGood()) client.close(1008, revoked);
  }, lookAgain);
  guard.unref();

  return {
    open(request, stream, head, caller) {
      // Who was connected before may ask until the last moment, and one that was let in then would not be asked to leave.
      const refusal = closing ? leaving : server.clients.size >= limits.sockets ? tooMany : null;
      if (refusal !== null) {
        monitor.refused(refusal.reason);
        return refuseUpgrade(stream, refusal);
      }
      server.handleUpgrade(request, stream, head, (client) => {
        // Before anything else: an error that nobody listens for ends the process.
        client.on('error', (error) => log.debug({ err: error }, 'A WebSocket was refused what it sent.'));
        try {
          parties.set(client, { caller, watcher: createWatcher(client, stream, { limits, monitor, texts }) });
          monitor.connected(1);
          client.once('close', () => monitor.connected(-1));
          server.emit('connection', client, request);
          guardMessages(client, caller, { limits, monitor, log });
        } catch (error) {
          log.error({ err: error }, 'A WebSocket could not be opened.');
          client.terminate();
        }
      });
    },
    async close() {
      closing = true;
      clearInterval(guard);
      adapter.broadcastReconnectNotification();
      const left = [...server.clients].map((client) => new Promise((resolve) => client.once('close', resolve)));
      for (const client of server.clients) client.close(1012, leaving.message);
      const timer = setTimeout(() => {
        for (const client of server.clients) client.terminate();
      }, limits.closeGrace);
      await Promise.all(left);
      clearTimeout(timer);
      server.close();
    },
  };
}

const revoked = 'The token was revoked.';

/** Steps between the socket and those who listen to it: what comes too fast, or after its end was decided, reaches nobody. */
function guardMessages(
  client: WebSocket,
  caller: Caller,
  { limits, monitor, log }: { limits: Limits; monitor: Monitor; log: Logger },
): void {
  const take = createBucket(limits.messageRate, limits.messageBurst, performance.now());
  const listeners = client.listeners('message');
  client.removeAllListeners('message');
  client.on('message', (...message) => {
    if (client.readyState !== WebSocket.OPEN) return;
    if (!caller.isGood()) return client.close(1008, revoked);
    if (!take(performance.now())) {
      monitor.refused('TOO_MANY');
      return client.close(1008, 'Too many messages a second.');
    }
    try {
      for (const listener of listeners) listener.apply(client, message);
    } catch (error) {
      log.error({ err: error }, 'A message could not be taken.');
      client.terminate();
    }
  });
}

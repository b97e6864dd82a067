import { createWSClient, type TRPCWebSocketClient } from '@trpc/client';
import type { Connection, ConnectionState } from './client.ts';
import { backOff } from './pause.ts';
import type { Platform } from './platform.ts';

export interface OpenConnection extends Connection {
  readonly socket: TRPCWebSocketClient;
  /** True once the server has been reached. */
  readonly wasLive: boolean;
  close(): Promise<void>;
  /** Counts one more who watches. Gives what counts one less. */
  enter(): () => void;
}

/** One WebSocket for all that is watched: opened when it is first needed, and again when it is lost. */
export function openConnection(url: string, token: string | undefined, platform: Platform): OpenConnection {
  const socket = createWSClient({
    url,
    WebSocket: platform.socketClass(token),
    lazy: { enabled: true, closeMs: platform.idleMs },
    keepAlive: { enabled: true, intervalMs: 15_000, pongTimeoutMs: 10_000 },
    retryDelayMs: backOff,
  });
  const listeners = new Set<(state: ConnectionState) => void>();
  let state: ConnectionState = 'idle';
  let wasLive = false;
  let lost = false;
  let watchers = 0;

  const close = () => {
    const { connection } = socket;
    const closed = socket.close();
    // tRPC would wait until it has opened, which may be never.
    if (connection?.state === 'connecting') connection.ws.close();
    return closed;
  };
  // What is live and not used is closed by `lazy`, but what is lost is sought for ever: nobody may need it any more.
  const letGo = () =>
    queueMicrotask(() => {
      if (watchers === 0 && socket.connectionState.get().state === 'connecting') void close();
    });

  socket.connectionState.subscribe({
    next(now) {
      if (now.state === 'pending') wasLive = true;
      if (now.state === 'connecting') letGo();
      lost = now.state === 'connecting' && (lost || state === 'live');
      const next = now.state === 'pending' ? 'live' : lost ? 'reconnecting' : now.state;
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener(state);
    },
  });

  return {
    socket,
    close,
    get wasLive() {
      return wasLive;
    },
    enter() {
      let inside = true;
      watchers++;
      return () => {
        if (!inside) return;
        inside = false;
        watchers--;
        letGo();
      };
    },
    get state() {
      return state;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

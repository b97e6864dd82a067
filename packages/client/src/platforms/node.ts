import { setMaxListeners } from 'node:events';
import { type ClientOptions, WebSocket as Socket } from 'ws';
import type { Platform } from '../platform.ts';

/** Until when the other side must have finished its half of opening and of closing, milliseconds. */
const handshakeTimeout = 10_000;
/** Short, because a connection whose other end is gone is only given up when this has passed. */
const closeTimeout = 500;

export function nodePlatform(): Platform {
  return {
    url: 'http://127.0.0.1:4400',
    // An open socket keeps a program alive: short enough that one which has done its work ends at once.
    idleMs: 200,
    expectListeners: (signal) => setMaxListeners(0, signal),
    socketClass(token) {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const options: ClientOptions & { closeTimeout: number } = {
        headers,
        handshakeTimeout,
        closeTimeout,
        perMessageDeflate: false,
      };
      class AuthorizedSocket extends Socket {
        constructor(url: string) {
          super(url, options);
        }
      }
      return AuthorizedSocket as unknown as typeof WebSocket; // ws has what tRPC uses of it, and a few types of its own
    },
  };
}

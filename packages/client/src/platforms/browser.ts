import type { Platform } from '../platform.ts';

/** The browser's own WebSocket. It can send no header: the cookie of the login goes along by itself. */
export function browserPlatform(): Platform {
  return {
    url: location.origin,
    idleMs: 10_000,
    expectListeners() {},
    socketClass: () => WebSocket,
  };
}

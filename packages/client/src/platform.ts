/** What differs between Node and a browser. */
export interface Platform {
  /** Where the server is when nothing was said. */
  readonly url: string;
  /** How long a connection is kept that nobody uses any more, milliseconds. */
  readonly idleMs: number;
  /** Says that a signal is listened to by as many as there are calls under way: Node warns of more than ten. */
  expectListeners(signal: AbortSignal): void;
  /** The class that opens connections, with the token where a class can send one. */
  socketClass(token: string | undefined): typeof WebSocket;
}

/** How much one client, or all of them together, may ask of the server. Sizes are bytes, times milliseconds. */
export interface Limits {
  /** The body of a request. */
  readonly bodyBytes: number;
  readonly headerBytes: number;
  /** Calls in one HTTP request. */
  readonly httpBatch: number;
  /** Calls in one WebSocket message. */
  readonly socketBatch: number;
  readonly connections: number;
  readonly requestsPerConnection: number;
  /** How long a client may take to send its headers, and its whole request. */
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly keepAliveTimeout: number;
  readonly checkInterval: number;

  readonly sockets: number;
  readonly subscriptionsPerSocket: number;
  readonly messageBytes: number;
  readonly messageFragments: number;
  readonly messageChunks: number;
  /** Messages a second that a socket may send for long, and how many at once. */
  readonly messageRate: number;
  readonly messageBurst: number;
  /** How long a socket may be quiet before it is asked whether it lives, and how long it has to answer. */
  readonly pingAfter: number;
  readonly pongWithin: number;
  readonly closeTimeout: number;
  /** Unread bytes from which on a socket is neither sent more events nor listened to. */
  readonly pauseAbove: number;
  /** Unread bytes at which a socket is dropped at once. */
  readonly dropAbove: number;
  /** How long a paused reader may read nothing before it is dropped. */
  readonly stallTimeout: number;
  /** Thumbnails that are made at once, and requests that may wait for one; more are refused. */
  readonly thumbnails: number;
  readonly thumbnailsInLine: number;
  /** How long one may take, its waiting included. */
  readonly thumbnailTimeout: number;

  /** How long clients have to leave when the server closes. */
  readonly closeGrace: number;
}

const kiB = 1024;
const miB = 1024 * kiB;

export const defaultLimits: Limits = {
  bodyBytes: miB,
  headerBytes: 16 * kiB,
  httpBatch: 20,
  socketBatch: 50,
  connections: 512,
  requestsPerConnection: 10_000,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
  checkInterval: 2_000,

  sockets: 64,
  subscriptionsPerSocket: 32,
  messageBytes: 256 * kiB,
  messageFragments: 1024,
  messageChunks: 4096,
  messageRate: 50,
  messageBurst: 100,
  pingAfter: 20_000,
  pongWithin: 10_000,
  closeTimeout: 3_000,
  pauseAbove: miB,
  dropAbove: 16 * miB,
  stallTimeout: 10_000,
  thumbnails: 8,
  thumbnailsInLine: 256,
  thumbnailTimeout: 20_000,

  closeGrace: 2_000,
};

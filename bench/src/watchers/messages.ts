/** How those who watch are told: by us, by a peer, or by asking us again and again. */
export type Kind = 'milepost' | 'raw' | 'socket.io' | 'polling' | 'bullmq';

/** What the processes of a measurement say to each other. */
export interface ServeOrder {
  readonly kind: Kind;
  readonly folder: string;
  readonly jobs: number;
  /** Milliseconds between two steps of a job. */
  readonly least: number;
  readonly most: number;
  /** The port of the Redis that BullMQ has. */
  readonly redis?: number;
}

export interface Served {
  readonly port: number;
  /** The ids of the jobs; of a peer their numbers. */
  readonly jobs: readonly string[];
}

export interface WatchOrder extends Served {
  readonly kind: Kind;
  readonly sockets: number;
  /** Jobs that each socket watches. */
  readonly perSocket: number;
}

/** What the serving process is asked: the milliseconds of CPU that its main thread has used since it began, or the bytes that it needs. */
export type Asked = 'cpu' | 'memory';

export interface Heard {
  readonly deliveries: number;
  /** From a step of a job to the callback, milliseconds. */
  readonly delays: readonly number[];
}

export const token = 'a-token-for-the-bench';

import { MilepostError } from '@milepost/core/model';
import { createTRPCUntypedClient, httpBatchLink, httpLink, splitLink, wsLink } from '@trpc/client';
import type { Address } from './address.ts';
import type { Waiting } from './client.ts';
import { type OpenConnection, openConnection } from './connection.ts';
import { Unreachable } from './errors.ts';
import { backOff, pause } from './pause.ts';
import type { Platform } from './platform.ts';
import type { Mutations, Queries, Subscriptions, Tracked } from './procedures.ts';
import { withinLimits } from './time-limit.ts';
import { fetchFrom, translateError } from './translate-error.ts';

export interface Listener<Event> {
  onData(tracked: Tracked<Event>): void;
  onError(error: unknown): void;
  onComplete(): void;
  /** An attempt to connect has failed, and another one follows. */
  onFailedAttempt(): void;
}

interface AskOptions extends Waiting {
  /** True where the call may be made again when its answer is lost. */
  readonly repeatable?: boolean;
  /** True where the call may take long: it is waited for as long as the server shows that it lives. */
  readonly long?: boolean;
}

/** The way to the server: calls over HTTP, subscriptions over one WebSocket. All that it throws is in Milepost's words. */
export interface Wire {
  readonly url: string;
  readonly timeout: number;
  readonly connection: OpenConnection;
  /** Aborted by `close`. */
  readonly closing: AbortSignal;
  query<Name extends keyof Queries>(name: Name, input: Queries[Name][0], options?: Waiting): Promise<Queries[Name][1]>;
  mutate<Name extends keyof Mutations>(name: Name, input: Mutations[Name][0], options?: AskOptions): Promise<Mutations[Name][1]>;
  /** Listens. Gives what ends it. */
  subscribe<Name extends keyof Subscriptions>(
    name: Name,
    input: Subscriptions[Name][0],
    listener: Listener<Subscriptions[Name][1]>,
  ): () => void;
  /** Asks over HTTP why the WebSocket does not open; undefined when the server answers and lets us in. */
  diagnose(): Promise<unknown>;
  close(): Promise<void>;
}

const attempts = 3;
/** So many times its time limit a call waits while the server answers others. */
const mostLate = 6;
/** Starts that go in one request, and how long each may be at the most, characters: well within what a server takes. */
const mostStarts = 20;
const smallStart = 16_384;

export function openWire(address: Address, token: string | undefined, timeout: number, platform: Platform): Wire {
  const { url } = address;
  const connection = openConnection(address.socket, token, platform);
  const closing = new AbortController();
  platform.expectListeners(closing.signal);
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  let heardAt = Number.NEGATIVE_INFINITY;
  const http = { url: address.http, fetch: fetchFrom(url, () => (heardAt = Date.now())), headers };
  const trpc = createTRPCUntypedClient({
    links: [
      splitLink({
        condition: ({ type }) => type === 'subscription',
        true: wsLink({ client: connection.socket }),
        false: splitLink({
          // Many are asked for at a time, all are answered by the same commit, and a request costs more than a start.
          condition: ({ path, input, context }) =>
            path === 'jobs.start' && !context.alone && JSON.stringify(input).length <= smallStart,
          true: httpBatchLink({ ...http, maxItems: mostStarts }),
          false: httpLink(http),
        }),
      }),
    ],
  });
  let diagnosis: Promise<unknown> | null = null;

  const ask = (kind: 'query' | 'mutation', name: string, input: unknown, options: AskOptions) => {
    let late = 0;
    const onLate = async () => {
      if (options.long) return void (await wire.query('system.info', undefined));
      // One that has much to do answers others meanwhile, and this call will have its turn.
      if (++late < mostLate && Date.now() - heardAt < timeout) return;
      throw new Unreachable(url, { message: `No answer came from ${url} within ${(late * timeout) / 1000} s.` });
    };
    return withinLimits({ signals: [options.signal, closing.signal], ms: timeout, onLate }, async (signal) => {
      let alone = false;
      for (let attempt = 1; ; attempt++) {
        try {
          return await trpc[kind](name, input, { signal, context: { alone } });
        } catch (error) {
          const translated = translateError(error, url);
          // A server that takes fewer starts in a request has done none of them.
          if (name === 'jobs.start' && !alone && translated instanceof MilepostError && translated.reason === 'TOO_MANY') {
            alone = true;
            continue;
          }
          if (!(translated instanceof Unreachable && options.repeatable && attempt < attempts)) throw translated;
        }
        await pause(backOff(attempt), signal);
      }
    });
  };

  const wire: Wire = {
    url,
    timeout,
    connection,
    closing: closing.signal,
    query: <Name extends keyof Queries>(name: Name, input: Queries[Name][0], options: Waiting = {}) =>
      ask('query', name, input, { signal: options.signal, repeatable: true }) as Promise<Queries[Name][1]>, // as the table says
    mutate: <Name extends keyof Mutations>(name: Name, input: Mutations[Name][0], options: AskOptions = {}) =>
      ask('mutation', name, input, options) as Promise<Mutations[Name][1]>, // as the table says
    subscribe<Name extends keyof Subscriptions>(
      name: Name,
      input: Subscriptions[Name][0],
      listener: Listener<Subscriptions[Name][1]>,
    ) {
      const exit = connection.enter();
      const subscription = trpc.subscription(name, input, {
        onData: (data) => listener.onData(data as Tracked<Subscriptions[Name][1]>), // as the table says
        onError: (error) => listener.onError(translateError(error, url)),
        onComplete: () => listener.onComplete(),
        onConnectionStateChange: ({ state, error }) => {
          if (state === 'connecting' && error) listener.onFailedAttempt();
        },
      });
      return () => {
        subscription.unsubscribe();
        exit();
      };
    },
    diagnose() {
      diagnosis ??= wire
        .query('system.info', undefined)
        .then(() => undefined)
        .catch((error: unknown) => error)
        .finally(() => {
          diagnosis = null;
        });
      return diagnosis;
    },
    async close() {
      closing.abort(new MilepostError('CLOSED', 'The client was closed.'));
      await connection.close();
    },
  };
  return wire;
}

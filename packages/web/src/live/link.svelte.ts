import type { Connection, ConnectionState } from '@milepost/client';
import { createSubscriber } from 'svelte/reactivity';

export type LinkState = 'live' | 'connecting' | 'reconnecting' | 'offline';

/** After this long without a connection the page calls itself offline, milliseconds. */
const patience = 10_000;

/** The connection to the server, in the words of the pill. */
export class Link {
  readonly #connection: Connection;
  readonly #subscribe: () => void;
  #offline = false;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#subscribe = createSubscriber((update) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const listen = (state: ConnectionState) => {
        clearTimeout(timer);
        if (state === 'live' || state === 'idle') this.#offline = false;
        else
          timer = setTimeout(() => {
            this.#offline = true;
            update();
          }, patience);
        update();
      };
      const stop = connection.subscribe(listen);
      listen(connection.state);
      return () => {
        clearTimeout(timer);
        stop();
      };
    });
  }

  get current(): LinkState {
    this.#subscribe();
    const { state } = this.#connection;
    if (this.#offline) return 'offline';
    return state === 'idle' ? 'connecting' : state;
  }
}

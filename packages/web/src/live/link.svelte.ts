import type { Connection, ConnectionState } from '@milepost/client';
import { createSubscriber } from 'svelte/reactivity';
import { onArrival } from './live.svelte.ts';

export type LinkState = 'live' | 'connecting' | 'reconnecting' | 'offline';

/** After this long without a connection the page calls itself offline, milliseconds. */
const patience = 10_000;
/** What was missed comes in one go: the first gap of this length ends it. */
const gap = 250;
/** How long it is told that something was caught up. */
const told = 6000;

/** The connection to the server, in the words of the pill. */
export class Link {
  readonly #connection: Connection;
  readonly #subscribe: () => void;
  #offline = false;
  #caughtUp: number | null = null;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#subscribe = createSubscriber((update) => {
      let patient: ReturnType<typeof setTimeout> | undefined;
      let counting = catchUp(() => {});
      counting.stop();
      let before: ConnectionState = connection.state;
      const listen = (state: ConnectionState) => {
        clearTimeout(patient);
        if (state === 'live' && before === 'reconnecting') {
          counting.stop();
          counting = catchUp((count) => {
            this.#caughtUp = count;
            update();
          });
        }
        before = state;
        if (state === 'live' || state === 'idle') this.#offline = false;
        else
          patient = setTimeout(() => {
            this.#offline = true;
            update();
          }, patience);
        update();
      };
      const stop = connection.subscribe(listen);
      listen(connection.state);
      return () => {
        clearTimeout(patient);
        counting.stop();
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

  /** How many events came at once when the connection was back, for a while after that; else null. */
  get caughtUp(): number | null {
    this.#subscribe();
    return this.current === 'live' ? this.#caughtUp : null;
  }
}

/** Counts what comes until nothing does for a moment, tells it, and null when that was told for long enough. */
function catchUp(tell: (count: number | null) => void): { stop(): void } {
  let count = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const leave = onArrival((events) => {
    count += events;
    clearTimeout(timer);
    timer = setTimeout(finish, gap);
  });
  // A job that moves all the time leaves no gap.
  const longest = setTimeout(finish, 4 * gap);
  function finish() {
    leave();
    clearTimeout(timer);
    clearTimeout(longest);
    if (count > 0) tell(count);
    timer = setTimeout(() => tell(null), told);
  }
  return {
    stop() {
      leave();
      clearTimeout(timer);
      clearTimeout(longest);
    },
  };
}

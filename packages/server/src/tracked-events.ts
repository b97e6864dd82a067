import type { Numbered } from '@milepost/core/model';
import { type TrackedEnvelope, tracked } from '@trpc/server';
import type { Watcher } from './trpc.ts';
import { translate } from './wire-error.ts';

type Take<Event> = (event: Numbered<Event>) => boolean;

/**
 * Events for a watcher, at its pace and each with the id to resume from. tRPC sends the first one, and with it tells what the
 * subscription is called. From then on, while tRPC waits for the next and has sent all before, events go straight to the socket:
 * its loop costs more than all else. What cannot be sent just now waits in that loop.
 */
export function trackedEvents<Event extends object>(
  watcher: Watcher,
  open: (take: Take<Event>) => AsyncIterableIterator<Numbered<Event>>,
): AsyncIterableIterator<TrackedEnvelope<Event>> {
  return new TrackedEvents(watcher, open);
}

/**
 * Written by hand, not as an async generator: that would park `return()` behind a pending `next()`, and a subscription that is
 * stopped would hold its id and its place for ever. A class, since there is one for each who watches.
 */
class TrackedEvents<Event extends object> implements AsyncIterableIterator<TrackedEnvelope<Event>> {
  readonly #watcher: Watcher;
  readonly #source: AsyncIterableIterator<Numbered<Event>>;
  readonly #leave: () => void;
  /** What it is called on the wire, once that is known. */
  #id: string | number | null = null;

  constructor(watcher: Watcher, open: (take: Take<Event>) => AsyncIterableIterator<Numbered<Event>>) {
    this.#watcher = watcher;
    this.#leave = watcher.admit();
    try {
      this.#source = open((event) => this.#id !== null && watcher.send(this.#id, event));
    } catch (error) {
      this.#leave();
      throw error;
    }
  }

  next(): Promise<IteratorResult<TrackedEnvelope<Event>>> {
    const next = this.#watcher.pause()?.then(() => this.#source.next()) ?? this.#source.next();
    return next.then(
      (result) => this.#give(result),
      (error) => {
        this.#leave();
        throw translate(error);
      },
    );
  }

  async return(): Promise<IteratorResult<TrackedEnvelope<Event>>> {
    this.#leave();
    await this.#source.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #give({ done, value }: IteratorResult<Numbered<Event>>): IteratorResult<TrackedEnvelope<Event>> {
    if (done) {
      this.#leave();
      return { done: true, value: undefined };
    }
    if (this.#id === null)
      this.#watcher.identify(value.event, (id) => {
        this.#id = id;
      });
    return { done: false, value: tracked(value.id, value.event) };
  }
}

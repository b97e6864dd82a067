import type { Numbered } from '@milepost/core/model';
import { type TrackedEnvelope, tracked } from '@trpc/server';
import type { Watcher } from './trpc.ts';
import { translate } from './wire-error.ts';

/**
 * Events for a watcher, at its pace and each with the id to resume from. Written by hand, not as an async generator: that would
 * park `return()` behind a pending `next()`, and a subscription that is stopped would hold its id and its place for ever.
 */
export function trackedEvents<Event>(
  watcher: Watcher,
  open: () => AsyncIterableIterator<Numbered<Event>>,
): AsyncIterableIterator<TrackedEnvelope<Event>> {
  const leave = watcher.admit();
  let source: AsyncIterableIterator<Numbered<Event>>;
  try {
    source = open();
  } catch (error) {
    leave();
    throw error;
  }
  const give = ({ done, value }: IteratorResult<Numbered<Event>>): IteratorResult<TrackedEnvelope<Event>> => {
    if (!done) return { done: false, value: tracked(value.id, value.event) };
    leave();
    return { done: true, value: undefined };
  };
  const fail = (error: unknown): never => {
    leave();
    throw translate(error);
  };
  return {
    next() {
      return (watcher.pause()?.then(() => source.next()) ?? source.next()).then(give, fail);
    },
    async return() {
      leave();
      await source.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

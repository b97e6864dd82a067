import type { Place } from '../place.ts';

/** Does something at a place. */
export type OpenWhileNeeded = <Result>(act: (place: Place) => Promise<Result>) => Promise<Result>;

/**
 * A place that is open only while somebody is there: who keeps a data folder for hours in which nothing is done keeps it from
 * everybody else.
 */
export function openWhileNeeded(open: () => Promise<Place>): OpenWhileNeeded {
  let opening: Promise<Place> | null = null;
  let inside = 0;
  let closing: Promise<void> = Promise.resolve();
  return async (act) => {
    inside++;
    opening ??= closing.then(open);
    try {
      return await act(await opening);
    } finally {
      inside--;
      if (inside === 0) {
        const left = opening;
        opening = null;
        // One that could not be opened need not be closed.
        closing = left.then((place) => place.close()).catch(() => undefined);
        await closing;
      }
    }
  };
}

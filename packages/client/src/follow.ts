import { MilepostError } from '@milepost/core/model';
import { Unreachable } from './errors.ts';
import type { Sink } from './iterate.ts';
import { backOff } from './pause.ts';
import type { Subscriptions } from './procedures.ts';
import { mayPass } from './translate-error.ts';
import type { Wire } from './wire.ts';

type Name = keyof Subscriptions;
type EventOf<Of extends Name> = Subscriptions[Of][1];

/** An error of the server itself may pass, but not one that comes again and again. */
const maxInternalErrors = 5;

/**
 * Pushes the events of a subscription, whatever happens in between. A lost connection is tRPC's matter: it connects again and
 * goes on after the last event. What tRPC gives up on is begun anew here, from the last event too: an end that came before
 * `isLast` (a server that closes in order), and an error that may pass. Only what cannot pass ends it: a refusal, and a server
 * that was never reached at all. Gives what stops it.
 */
export function follow<Of extends Name>(
  wire: Wire,
  name: Of,
  input: Subscriptions[Of][0],
  isLast: (event: EventOf<Of>) => boolean,
  sink: Sink<EventOf<Of>>,
): () => void {
  let lastEventId: string | undefined;
  let failures = 0;
  let stopped = false;
  let leave = () => {};
  let again: ReturnType<typeof setTimeout> | undefined;

  const neverReached = setTimeout(() => {
    if (!wire.connection.wasLive) fail(new Unreachable(wire.url, { message: `No connection to ${wire.url} could be opened.` }));
  }, wire.timeout);

  const stop = () => {
    stopped = true;
    clearTimeout(neverReached);
    clearTimeout(again);
    leave();
  };
  const fail = (error: unknown) => {
    stop();
    sink.fail(error);
  };
  const retry = () => {
    clearTimeout(again);
    again = setTimeout(begin, backOff(failures++));
  };
  const begin = () => {
    leave();
    leave = wire.subscribe(
      name,
      { ...input, lastEventId },
      {
        onData({ id, data }) {
          lastEventId = id;
          failures = 0;
          sink.push(data);
          if (!isLast(data)) return;
          // Not when the server says that it is over: where the connection breaks before that, the last would be told again.
          stop();
          sink.end();
        },
        onError(error) {
          if (stopped) return;
          const tooOften = error instanceof MilepostError && error.reason === 'INTERNAL' && failures >= maxInternalErrors;
          if (!mayPass(error) || tooOften) fail(error);
          else retry();
        },
        onComplete() {
          if (!stopped) retry();
        },
        async onFailedAttempt() {
          const error = await wire.diagnose();
          if (stopped || error === undefined) return;
          if (!mayPass(error) || !wire.connection.wasLive) fail(error);
        },
      },
    );
    if (stopped) leave();
  };
  begin();
  return stop;
}

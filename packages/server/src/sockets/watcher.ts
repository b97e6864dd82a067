import type { Duplex } from 'node:stream';
import { MilepostError } from '@milepost/core/model';
import type { WebSocket } from 'ws';
import type { Limits } from '../limits.ts';
import type { Monitor } from '../monitor/monitor.ts';
import type { Watcher } from '../trpc.ts';
import type { Texts } from './texts.ts';

/**
 * Paces a socket. While it has more than `pauseAbove` unread bytes it is neither sent further events nor listened to; when it
 * then reads nothing for `stallTimeout`, or `dropAbove` has piled up, it is dropped. So a reader that never reads costs
 * little memory, and not for long.
 */
export function createWatcher(
  client: WebSocket,
  stream: Duplex,
  {
    limits,
    monitor,
    texts,
  }: { limits: Limits; monitor: Pick<Monitor, 'watching' | 'dropped'>; texts: Pick<Texts, 'identify' | 'textOf'> },
): Watcher {
  let subscriptions = 0;
  let pause: PromiseWithResolver | null = null;
  let timer: NodeJS.Timeout | undefined;

  // Everything that is sent passes here: events, answers and pongs alike.
  const send = client.send.bind(client) as (...args: unknown[]) => void; // bind keeps only the last of send's signatures
  client.send = (...args: unknown[]) => {
    send(...args);
    if (client.bufferedAmount > limits.dropAbove) drop();
    else if (client.bufferedAmount > limits.pauseAbove && !pause && client.readyState === client.OPEN) hold();
  };

  stream.on('drain', () => {
    if (client.bufferedAmount <= limits.pauseAbove) goOn();
  });
  client.once('close', goOn);

  function hold(): void {
    pause = createPause();
    client.pause();
    watchForStall(client.bufferedAmount);
  }

  function watchForStall(unread: number): void {
    timer = setTimeout(() => {
      if (client.bufferedAmount <= limits.pauseAbove) goOn();
      else if (client.bufferedAmount >= unread) drop();
      else watchForStall(client.bufferedAmount);
    }, limits.stallTimeout);
  }

  function drop(): void {
    if (client.readyState === client.OPEN) monitor.dropped();
    client.terminate();
  }

  function goOn(): void {
    clearTimeout(timer);
    if (!pause) return;
    client.resume();
    pause.resolve();
    pause = null;
  }

  return {
    admit() {
      if (subscriptions >= limits.subscriptionsPerSocket) {
        throw new MilepostError(
          'TOO_MANY',
          `At most ${limits.subscriptionsPerSocket} subscriptions at a time on one connection.`,
        );
      }
      subscriptions++;
      monitor.watching(1);
      let left = false;
      return () => {
        if (left) return;
        left = true;
        subscriptions--;
        monitor.watching(-1);
      };
    },
    pause: () => pause?.promise ?? null,
    identify: texts.identify,
    send(subscription, event) {
      if (pause !== null || client.readyState !== client.OPEN) return false;
      client.send(texts.textOf(subscription, event));
      return true;
    },
  };
}

interface PromiseWithResolver {
  readonly promise: Promise<void>;
  resolve(): void;
}

function createPause(): PromiseWithResolver {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { defaultLimits } from '../limits.ts';
import type { Watcher } from '../trpc.ts';
import { createTexts } from './texts.ts';
import { createWatcher } from './watcher.ts';

const limits = { ...defaultLimits, pauseAbove: 64 * 1024, stallTimeout: 500, subscriptionsPerSocket: 2 };
const event = 'x'.repeat(16 * 1024);

let server: WebSocketServer;
let reader: WebSocket;
let sender: WebSocket;
let watcher: Watcher;
beforeEach(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  reader = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`); // it listens on a port
  const [client, request] = await once(server, 'connection');
  await once(reader, 'open');
  sender = client;
  watcher = createWatcher(client, request.socket, {
    limits,
    monitor: { watching: () => {}, dropped: () => {} },
    texts: createTexts(),
  });
});
afterEach(() => {
  reader.terminate();
  server.close();
});

/** Sends at the watcher's pace. Gives how much lay unread at most. */
async function sendEvents(count: number): Promise<number> {
  let most = 0;
  for (let sent = 0; sent < count && sender.readyState === WebSocket.OPEN; sent++) {
    await watcher.pause();
    sender.send(event);
    most = Math.max(most, sender.bufferedAmount);
  }
  return most;
}

it('a reader that rests is waited for and then gets everything', async () => {
  let got = 0;
  reader.on('message', () => got++);
  reader.pause();
  const sent = sendEvents(2000);
  await vi.waitFor(() => expect(sender.bufferedAmount).toBeGreaterThan(limits.pauseAbove));
  reader.resume();
  expect(await sent).toBeLessThan(limits.pauseAbove + 2 * event.length);
  await vi.waitFor(() => expect(got).toBe(2000), { timeout: 5000 });
});

it('a reader that reads nothing is dropped after its time, and whoever waited for it goes on', async () => {
  reader.pause();
  const closed = once(sender, 'close');
  expect(await sendEvents(100_000)).toBeLessThan(limits.pauseAbove + 2 * event.length);
  await closed;
  await watcher.pause();
});

it('what is sent without waiting ends the socket when too much of it lies unread', async () => {
  reader.pause();
  const closed = once(sender, 'close');
  for (let sent = 0; sent < 4000 && sender.readyState === WebSocket.OPEN; sent++) sender.send(event);
  expect(sender.readyState).not.toBe(WebSocket.OPEN);
  await closed;
});

it('an event of a subscription is not sent while its reader rests, nor when it is gone', async () => {
  const progress = { id: 'e:1', event: { type: 'progress', progress: { done: 1 } } };
  reader.pause();
  const sent = sendEvents(2000);
  await vi.waitFor(() => expect(watcher.pause()).not.toBeNull());
  expect(watcher.send(7, progress)).toBe(false);
  const heard = new Promise<string>((resolve) =>
    reader.on('message', (data) => String(data).startsWith('{') && resolve(String(data))),
  );
  reader.resume();
  await sent;
  await vi.waitFor(() => expect(watcher.pause()).toBeNull());
  expect(watcher.send(7, progress)).toBe(true);
  expect(JSON.parse(await heard)).toEqual({
    id: 7,
    result: { type: 'data', id: 'e:1', data: { id: 'e:1', data: progress.event } },
  });
  const closed = once(sender, 'close');
  reader.terminate();
  await closed;
  expect(watcher.send(7, progress)).toBe(false);
});

it('a place is given back once, however often its subscription ends', () => {
  const leave = watcher.admit();
  watcher.admit();
  expect(() => watcher.admit()).toThrow('At most 2 subscriptions');
  leave();
  leave();
  watcher.admit();
  expect(() => watcher.admit()).toThrow('At most 2 subscriptions');
});

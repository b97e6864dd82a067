import { expect, test } from 'vitest';
import type { LogEntry, Numbered, WatchEvent } from '../model/index.ts';
import { openForTest, waitFor, watchToEnd } from '../testing/open.ts';

const linesOf = (events: readonly WatchEvent[]): LogEntry[] =>
  events.flatMap((event) => (event.type === 'log' ? event.entries : event.type === 'snapshot' ? event.log : []));

test('two watchers of one job are told the same', async () => {
  const milepost = await openForTest();
  const { id } = await milepost.start({ task: 'demo.sleep', input: { steps: 4 } });
  const [one, other] = await Promise.all([watchToEnd(milepost, id), watchToEnd(milepost, id)]);
  expect(one).toEqual(other);
});

test('one that comes late sees at once where things are', async () => {
  const milepost = await openForTest();
  const { id } = await milepost.start({ task: 'demo.sleep', input: { steps: 20 } });
  await waitFor(milepost, id, (event) => event.type === 'progress' && event.progress.done >= 2);
  const watcher = milepost.watch(id);
  const { value } = await watcher.next();
  expect(value.event).toMatchObject({ type: 'snapshot', job: { state: 'running' }, log: [{ message: 'Sleeping 20 times.' }] });
  expect(value.event.job.progress.done).toBeGreaterThanOrEqual(2);
  await watcher.return?.();
  await milepost.cancel(id);
});

test('one that comes after the end gets a snapshot and the last state', async () => {
  const milepost = await openForTest();
  const { id } = await milepost.start({ task: 'demo.sleep', input: { steps: 1 } });
  const seen = await watchToEnd(milepost, id);
  expect((await watchToEnd(milepost, id)).map(({ event }) => event.type)).toEqual(['snapshot', 'state']);
  const again = await watchToEnd(milepost, id, seen.at(-1)?.id);
  expect(again.map(({ event }) => event)).toMatchObject([{ type: 'state', job: { state: 'succeeded' } }]);
});

test('a watcher that is interrupted again and again misses no line, has none twice, and sees them in order', async () => {
  const milepost = await openForTest();
  const { id } = await milepost.start({ task: 'test.chatter', input: { lines: 20_000 } });
  const events: WatchEvent[] = [];
  let after: string | undefined;
  let ended = false;
  for (let most = 1; !ended; most = (most % 5) + 1) {
    let count = 0;
    for await (const { id: eventId, event } of milepost.watch(id, { after })) {
      // The log of the first snapshot is only its tail: what came before it is asked for.
      if (event.type === 'snapshot' && event.log[0] !== undefined) expect(event.log[0].seq).toBeLessThanOrEqual(3);
      events.push(event);
      after = eventId;
      ended = event.type === 'state' && event.job.state === 'succeeded';
      if (++count === most) break;
    }
  }
  const messages = linesOf(events).map(({ message }) => message);
  expect(messages).toEqual(Array.from({ length: 20_000 }, (_, line) => `line ${line}`));
});

test('what is taken and what is read is together all there is, in its order', async () => {
  const milepost = await openForTest();
  const { id } = await milepost.start({ task: 'test.chatter', input: { lines: 20_000 } });
  const events: WatchEvent[] = [];
  let offered = 0;
  const take = ({ event }: Numbered<WatchEvent>) => {
    // Every third is left to who reads.
    if (++offered % 3 === 0) return false;
    events.push(event);
    return true;
  };
  let read = 0;
  for await (const { event } of milepost.watch(id, { take })) {
    events.push(event);
    read++;
  }
  expect(linesOf(events).map(({ message }) => message)).toEqual(Array.from({ length: 20_000 }, (_, line) => `line ${line}`));
  expect(events.at(-1)).toMatchObject({ type: 'state', job: { state: 'succeeded' } });
  expect(read).toBe(Math.floor(offered / 3));
  expect(read).toBeGreaterThan(0);
});

test('who takes events and throws at one is told of it where it reads', async () => {
  const milepost = await openForTest();
  const { id } = await milepost.start({ task: 'demo.sleep', input: { steps: 1 } });
  const take = () => {
    throw new Error('Not this one.');
  };
  await expect(milepost.watch(id, { take }).next()).rejects.toThrow('Not this one.');
  await watchToEnd(milepost, id);
});

test('long lines come in small events, so that a reader that stalls has little in hand', async () => {
  const milepost = await openForTest();
  const { id } = await milepost.start({ task: 'test.chatter', input: { lines: 600, padding: 9_000 } });
  const events = await watchToEnd(milepost, id);
  const late = await watchToEnd(milepost, id, events[0]?.id);
  for (const { event } of [...events, ...late]) expect(JSON.stringify(event).length).toBeLessThan(300_000);
  expect(linesOf(late.map(({ event }) => event)).map(({ message }) => Number.parseInt(message.slice(5), 10))).toEqual(
    Array.from({ length: 600 }, (_, line) => line).slice(-linesOf(late.map(({ event }) => event)).length),
  );
  expect(linesOf(events.map(({ event }) => event))).toHaveLength(600);
});

test('a watcher that leaves while it waits is let go at once', async () => {
  const milepost = await openForTest();
  const { id } = await milepost.start({ task: 'test.misbehave', input: { how: 'block' } });
  await waitFor(milepost, id, (event) => event.type === 'log');
  const watcher = milepost.watch(id);
  await watcher.next();
  const waiting = (async () => {
    for (;;) if ((await watcher.next()).done) return 'let go';
  })();
  await watcher.return?.();
  expect(await waiting).toBe('let go');
  const stopped = new AbortController();
  const other = milepost.watch(id, { signal: stopped.signal });
  await other.next();
  stopped.abort();
  for (;;) if ((await other.next()).done) break;
  await milepost.cancel(id);
});

test('an id of another memory is answered with a snapshot', async () => {
  const milepost = await openForTest();
  const { id } = await milepost.start({ task: 'demo.sleep', input: { steps: 1 } });
  for (const after of ['other:3', 'nonsense', `${(await waitFor(milepost, id, () => true)).id}999999`]) {
    const { value } = await milepost.watch(id, { after }).next();
    expect(value.event.type).toBe('snapshot');
  }
  await watchToEnd(milepost, id);
});

test('a feed begins with the jobs there are, and tells of new ones, of their states and of how far they are', async () => {
  const milepost = await openForTest();
  const feed = milepost.feed({ states: ['queued', 'running'] });
  expect((await feed.next()).value.event).toMatchObject({ type: 'snapshot', jobs: [], counts: { running: 0 } });
  const { id } = await milepost.start({ task: 'demo.sleep', input: { steps: 3 } });
  const types = new Set<string>();
  for await (const { event } of feed) {
    types.add(event.type);
    if (event.type === 'jobs' && event.gone.includes(id)) {
      expect(event.counts).toMatchObject({ succeeded: 1, running: 0 });
      break;
    }
  }
  expect([...types].sort()).toEqual(['jobs', 'progress']);
});

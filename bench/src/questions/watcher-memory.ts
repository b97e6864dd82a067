import { setTimeout as wait } from 'node:timers/promises';
import type { Question, Setting } from '../question.ts';
import { type Crowd, gather } from '../watchers/crowd.ts';
import type { Kind } from '../watchers/messages.ts';

const question: Question = {
  title: 'How much memory does one who watches take, while nothing moves?',
  unit: 'kB',
  better: 'less',
  *races(setting) {
    yield {
      title: 'a watcher with its socket',
      contestants: [
        { name: 'Milepost', reach: 35, measure: () => measure('milepost', setting, { sockets: 500, perSocket: 1 }) },
        { name: 'raw ws', measure: () => measure('raw', setting, { sockets: 500, perSocket: 1 }) },
        { name: 'socket.io', measure: () => measure('socket.io', setting, { sockets: 500, perSocket: 1 }) },
      ],
    };
    yield {
      title: 'each further one on the same socket',
      contestants: [
        { name: 'Milepost', reach: 11, measure: () => measure('milepost', setting, { sockets: 20, perSocket: 31, less: 1 }) },
        { name: 'raw ws', measure: () => measure('raw', setting, { sockets: 20, perSocket: 31, less: 1 }) },
      ],
    };
  },
};
export default question;

/** `less`: so many on each socket are there before, and do not count. */
async function measure(
  kind: Kind,
  { quick, folder }: Setting,
  { sockets, perSocket, less = 0 }: { sockets: number; perSocket: number; less?: number },
): Promise<number> {
  const many = quick ? Math.ceil(sockets / 10) : sockets;
  // One step in a day: nothing moves.
  const crowd = await gather({ kind, folder, jobs: 20, least: 86_400_000, most: 86_400_000 });
  // The first who come find things that are made once.
  await (await crowd.watch(many, perSocket)).leave();
  await settle(crowd);
  const first = less === 0 ? null : await crowd.watch(many, less);
  const before = await settle(crowd);
  await first?.leave();
  await settle(crowd);
  const { leave } = await crowd.watch(many, perSocket);
  const memory = await settle(crowd);
  await leave();
  await crowd.close();
  return Math.max(0.01, (memory - before) / (many * (perSocket - less)) / 1_000);
}

/** What is used when that no longer changes: sockets that were left are not let go at once. */
async function settle(crowd: Crowd): Promise<number> {
  for (let last = 0; ; ) {
    const memory = await crowd.memory();
    if (Math.abs(memory - last) < 20_000) return memory;
    last = memory;
    await wait(200);
  }
}

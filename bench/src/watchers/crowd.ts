import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Asked, Heard, Served, ServeOrder, WatchOrder } from './messages.ts';

export interface Scene extends Omit<ServeOrder, 'folder'> {
  readonly folder: string;
}

/** A process that serves jobs, and those who come to watch them from another. */
export interface Crowd {
  /** Lets so many watch. They stay until they are sent away. */
  watch(sockets: number, perSocket: number): Promise<{ leave(): Promise<void> }>;
  /** The bytes that the serving process needs just now. To sweep up for it takes time of its processor. */
  memory(): Promise<number>;
  /** What those who watch hear from now on, for so long, and what serving it costs meanwhile. */
  listen(ms: number): Promise<Heard & { readonly cpu: number }>;
  close(): Promise<void>;
}

export async function gather({ folder, ...scene }: Scene): Promise<Crowd> {
  const order: ServeOrder = { ...scene, folder: mkdtempSync(join(folder, 'data-')) };
  const server = start('serving-process.js', order);
  const [served] = (await once(server, 'message')) as [Served]; // what it says first
  let watchers: ChildProcess | null = null;
  const ask = async <Answer>(child: ChildProcess, question: string): Promise<Answer> => {
    child.send(question);
    const [answer] = await once(child, 'message');
    return answer as Answer; // each question has its answer
  };
  const end = async (child: ChildProcess): Promise<void> => {
    const gone = once(child, 'exit');
    child.send('leave');
    await gone;
  };
  const askServer = (asked: Asked) => ask<number>(server, asked);
  return {
    memory: () => askServer('memory'),
    async watch(sockets, perSocket) {
      const watching: WatchOrder = { ...served, kind: scene.kind, sockets, perSocket };
      const child = start('watching-process.js', watching);
      await once(child, 'message');
      watchers = child;
      return {
        async leave() {
          watchers = null;
          await end(child);
        },
      };
    },
    async listen(ms) {
      const before = await askServer('cpu');
      if (watchers !== null) await ask(watchers, 'forget');
      await wait(ms);
      const heard = watchers === null ? { deliveries: 0, delays: [] } : await ask<Heard>(watchers, 'heard');
      return { ...heard, cpu: (await askServer('cpu')) - before };
    },
    close: () => end(server),
  };
}

function start(program: string, order: ServeOrder | WatchOrder): ChildProcess {
  const path = fileURLToPath(new URL(program, import.meta.url));
  return fork(path, [JSON.stringify(order)], { execArgv: ['--expose-gc'] });
}

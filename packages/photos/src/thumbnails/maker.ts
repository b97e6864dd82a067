import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import { MilepostError } from '@milepost/core';
import type { Thumbnail } from './make-thumbnail.ts';
import type { Answer, Order } from './messages.ts';

/** The compiled entry: Node 20 runs no TypeScript, so it is found through the package's own front door. */
const entry = new URL('./thumbnails/maker-process.js', import.meta.resolve('@milepost/photos'));

/** Makes one thumbnail at a time, in a process that is there while there is work. */
export interface Maker {
  /** @throws MilepostError `NO_PICTURE`, `PATH_NOT_FOUND` where the file has changed or gone */
  make(order: Order): Promise<Thumbnail>;
  close(): Promise<void>;
}

/** `timeout` is how long one picture may take, and `idle` how long the process waits for the next, both in milliseconds. */
export function createMaker({ timeout, idle }: { readonly timeout: number; readonly idle: number }): Maker {
  let child: ChildProcess | null = null;
  let resting: NodeJS.Timeout | undefined;
  const leaving = new Set<Promise<unknown>>();

  return {
    async make(order) {
      clearTimeout(resting);
      child ??= start();
      const answer = await ask(child, order, timeout).catch((cause: unknown) => {
        end();
        throw new MilepostError('INTERNAL', 'The process that makes thumbnails could not be started.', { cause });
      });
      // One that has crashed or is still at it is of no use for the next.
      if (answer.type === 'lost') end();
      else resting = setTimeout(end, idle);
      if (answer.type === 'made') return answer.thumbnail;
      if (answer.type === 'lost') throw new MilepostError('NO_PICTURE', `${basename(order.file.path)} ${answer.problem}.`);
      throw new MilepostError(answer.changed ? 'PATH_NOT_FOUND' : 'NO_PICTURE', answer.problem);
    },
    async close() {
      clearTimeout(resting);
      end();
      await Promise.all(leaving);
    },
  };

  function end(): void {
    child?.kill('SIGKILL');
    child = null;
  }

  function start(): ChildProcess {
    // Nothing of this process's surroundings: there may be a token among them. Windows starts nothing without its own.
    const env = process.platform === 'win32' ? { SystemRoot: process.env.SystemRoot } : {};
    const started = fork(entry, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [], env });
    const gone: Promise<unknown> = new Promise((resolve) => started.once('exit', resolve).once('error', resolve)).then(() =>
      leaving.delete(gone),
    );
    leaving.add(gone);
    // One that ends by itself while nothing is asked of it is replaced with the next order.
    void gone.then(() => {
      if (child === started) child = null;
    });
    return started;
  }
}

/** The answer to an order, or how its process was lost over it. */
async function ask(
  child: ChildProcess,
  order: Order,
  timeout: number,
): Promise<Answer | { readonly type: 'lost'; readonly problem: string }> {
  const over = new AbortController();
  const { signal } = over;
  const lost = (problem: string) => ({ type: 'lost', problem }) as const;
  try {
    // Where it cannot be sent, the process has ended or is about to: that is heard of below.
    child.send(order, () => {});
    return await Promise.race([
      once(child, 'message', { signal }).then(([answer]) => answer as Answer), // maker-process.ts sends nothing else
      once(child, 'exit', { signal }).then(() => lost('cannot be shown: what reads pictures failed over it')),
      new Promise<ReturnType<typeof lost>>((resolve) => {
        const timer = setTimeout(() => resolve(lost('takes too long to be shown')), timeout);
        signal.addEventListener('abort', () => clearTimeout(timer));
      }),
    ]);
  } finally {
    over.abort();
  }
}

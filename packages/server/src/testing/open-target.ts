import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import type { Limits } from '../limits.ts';
import { bearer } from './ask.ts';
import { token } from './open-test-server.ts';

/** A server in a process of its own, to be attacked, and an honest client that is served all the while. */
export interface Target {
  readonly port: number;
  readonly host: string;
  readonly login: string;
  /** The one folder that tasks may work in; beside it nothing may be seen. */
  readonly root: string;
  /** What the process uses, after it has tidied up; bytes. */
  memory(): Promise<{ used: number; rss: number }>;
  /** Throws unless the process is alive, has logged no error of its own, and the honest client was answered all the time. */
  checkUnharmed(): Promise<void>;
  close(): Promise<void>;
}

const program = fileURLToPath(new URL('target-process.js', import.meta.url));

export async function openTarget({ limits = {}, ...options }: { limits?: Partial<Limits>; url?: string } = {}): Promise<Target> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'milepost-target-')));
  const [data, root] = [join(home, 'data'), join(home, 'root')];
  await mkdir(root);
  const settings = JSON.stringify({ data, root, token, limits, options });
  const child = fork(program, [settings], { execArgv: ['--expose-gc'], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const [{ port, login }] = await once(child, 'message');
  const target = { port, host: `localhost:${port}` };
  const honest = await beHonest(target);

  return {
    ...target,
    login,
    root,
    async memory() {
      child.send('memory');
      const [memory] = await once(child, 'message');
      return memory;
    },
    async checkUnharmed() {
      await honest.check();
      expect({ exitCode: child.exitCode, signal: child.signalCode, errors }).toEqual({
        exitCode: null,
        signal: null,
        errors: '',
      });
    },
    async close() {
      honest.leave();
      const ended = once(child, 'exit');
      child.send('leave');
      expect(await ended).toEqual([0, null]);
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Asks again and again over HTTP, and listens over one WebSocket from beginning to end. */
async function beHonest({ port, host }: { port: number; host: string }) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { headers: { host, ...bearer } });
  await once(socket, 'open');
  let told = 0;
  socket.on('message', (data) => {
    if (String(data) === 'PING') socket.send('PONG');
    else told++;
  });
  socket.send('{"id":1,"method":"subscription","params":{"path":"jobs.feed","input":{"tasks":["demo.sleep"]}}}');
  const troubles: string[] = [];
  let answers = 0;
  let answeredAt = performance.now();
  // As browsers do: on a machine that stands still for longer than a connection is kept (limits.keepAliveTimeout, 5 s), it may be
  // closed in the very moment in which it is used again, and is opened anew.
  const question = (url: string, request: RequestInit): Promise<Response> => {
    const ask = () => fetch(url, { ...request, signal: AbortSignal.timeout(10_000) });
    return ask().catch((error: Error & { cause?: { code?: string } }) => {
      const closed = error.cause?.code === 'UND_ERR_SOCKET' || error.cause?.code === 'ECONNRESET';
      if (!closed || performance.now() - answeredAt < 4_000) throw error;
      return ask();
    });
  };
  let here = true;
  const asking = (async () => {
    while (here) {
      await question(`http://127.0.0.1:${port}/trpc/tasks.list`, { headers: bearer }).then(
        async (response) => {
          await response.text();
          answeredAt = performance.now();
          if (response.ok) answers++;
          else troubles.push(`answer ${response.status}`);
        },
        (error: Error) => here && troubles.push(`${error}: ${error.cause}`),
      );
      await wait(10);
    }
  })();
  return {
    async check() {
      expect({ troubles, open: socket.readyState === socket.OPEN }).toEqual({ troubles: [], open: true });
      const [before, heard] = [answers, told];
      const started = await question(`http://127.0.0.1:${port}/trpc/jobs.start`, {
        method: 'POST',
        headers: { ...bearer, 'content-type': 'application/json' },
        body: '{"task":"demo.sleep","input":{"steps":1}}',
      });
      expect(started.status).toBe(200);
      await expect.poll(() => answers, { timeout: 15_000 }).toBeGreaterThan(before);
      await expect.poll(() => told, { timeout: 15_000 }).toBeGreaterThan(heard);
      expect({ troubles, open: socket.readyState === socket.OPEN }).toEqual({ troubles: [], open: true });
    },
    leave() {
      here = false;
      socket.terminate();
      void asking;
    },
  };
}

import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { Leaks } from './leaks.ts';
import { makeFolder, openForTest } from './open.ts';

const leaks = new Leaks();
const mend: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of mend.splice(0)) await close();
});

/** What was planted is seen at once, and gone when it is closed. */
async function expectLeak(said: RegExp, plant: () => Promise<() => unknown> | (() => unknown)) {
  const before = leaks.open();
  const close = await plant();
  mend.push(close);
  await expect.poll(() => leaks.since(before, 0)).toContainEqual(expect.stringMatching(said));
  await close();
  expect(await leaks.since(before, 5_000)).toEqual([]);
}

test('a thread is seen that is left behind', () =>
  expectLeak(/^a thread, /, () => {
    const worker = new Worker('setInterval(() => {}, 1000)', { eval: true });
    worker.unref();
    return () => worker.terminate();
  }));

test('a timer is seen that is left behind, also one that keeps nothing alive', async () => {
  await expectLeak(/^a timer, made .*leaks\.test\.ts/, () => {
    const timer = setInterval(() => {}, 60_000);
    timer.unref();
    return () => clearInterval(timer);
  });
  await expectLeak(/^a timer, made .*leaks\.test\.ts/, () => {
    const timer = setTimeout(() => {}, 60_000);
    return () => clearTimeout(timer);
  });
  await expectLeak(/^a handle, Timeout$/, () => {
    const stop = new AbortController();
    wait(60_000, undefined, { signal: stop.signal }).catch(() => {});
    return () => stop.abort();
  });
});

test('a server is seen that is left listening', () =>
  expectLeak(/^a handle, TCPServerWrap$/, async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return () => server.close();
  }));

test.runIf(process.platform === 'linux')('a file and a process are seen that are left open', async () => {
  const file = join(await makeFolder(), 'left-open');
  await expectLeak(/^an open file, .*left-open$/, async () => {
    const handle = await open(file, 'w');
    return () => handle.close();
  });
  await expectLeak(/^a child process, \d+$/, async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    child.unref();
    return () => child.kill();
  });
});

test('a Milepost that is left open is known by its timers', () =>
  expectLeak(/^a timer, made .*core\/src\//, async () => {
    const milepost = await openForTest();
    return () => milepost.close();
  }));

test.fails('the check of all tests fails one that leaves a timer behind', () => {
  const timer = setInterval(() => {}, 60_000);
  mendLater.push(() => clearInterval(timer));
});

const mendLater: (() => void)[] = [];
afterEach(({ task }) => {
  // Not before the check of the test that planted it.
  if (task.mode === 'run' && task.name.startsWith('what was planted')) for (const close of mendLater.splice(0)) close();
});

test('what was planted is taken away again', () => {
  expect(mendLater).toHaveLength(1);
});

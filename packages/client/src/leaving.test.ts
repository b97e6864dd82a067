import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type House, openHouse, token } from './testing/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

test('an aborted signal ends the waiting with its reason, and the job goes on', async () => {
  const job = await house.client().start('demo.sleep', { steps: 1000 });
  const reason = new Error('enough');
  const controller = new AbortController();
  const waits = [
    job.result({ signal: controller.signal }),
    (async () => {
      for await (const _ of job.progress({ signal: controller.signal }));
    })(),
    (async () => {
      for await (const _ of job.log({ signal: controller.signal }));
    })(),
  ].map((wait) => wait.catch((error: unknown) => error));
  for await (const { done } of job.progress()) if (done > 0) break;
  controller.abort(reason);
  expect(await Promise.all(waits)).toEqual([reason, reason, reason]);
  await expect(job.get({ signal: controller.signal })).rejects.toBe(reason);
  await expect.poll(async () => (await job.get()).state).toBe('running');
  await job.cancel();
});

test('leaving an iterator is answered at once, even while it waits', async () => {
  const job = await house.client().start('demo.sleep', { steps: 1000 });
  const log = job.log();
  await log.next();
  const waiting = log.next();
  expect(await log.return?.()).toEqual({ done: true, value: undefined });
  expect(await waiting).toEqual({ done: true, value: undefined });
  await job.cancel();
});

test('a connection that nobody uses is let go, and comes back when it is needed', async () => {
  const client = house.client();
  const seen: string[] = [];
  const stop = client.connection.subscribe((state) => seen.push(state));
  expect(client.connection.state).toBe('idle');
  const job = await client.start('demo.sleep', { steps: 1 });
  await job.result();
  await vi.waitFor(() => expect(client.connection.state).toBe('idle'), 5000);
  await job.result();
  expect(seen).toEqual(['connecting', 'live', 'idle', 'connecting', 'live']);
  stop();
});

test('closing the client ends what waits with CLOSED', async () => {
  const client = house.client();
  const job = await client.start('demo.sleep', { steps: 1000 });
  const result = job.result().catch((error: unknown) => error);
  await job.progress().next();
  await client.close();
  expect(await result).toMatchObject({ reason: 'CLOSED' });
  await expect(client.jobs.get(job.id)).rejects.toMatchObject({ reason: 'CLOSED' });
  await house.client().jobs.cancel(job.id);
});

test('a program ends by itself when its work is done', async () => {
  const program = fileURLToPath(new URL('testing/program.js', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program, house.url, token], { timeout: 20_000 });
  expect(stdout).toBe('3 of 3 steps (100.00%), slept 3\n');
});

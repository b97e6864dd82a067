import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Cable, openCable } from './testing/cable.ts';
import { type House, openHouse } from './testing/house.ts';

let house: House;
let cable: Cable;
beforeAll(async () => {
  cable = await openCable(() => house.url);
  house = await openHouse({ allowedHosts: [cable.host] });
});
afterAll(async () => {
  await house.close();
  await cable.close();
});

test('no line of the log is lost and none comes twice when the connection breaks again and again', async () => {
  const client = house.client(cable.url);
  const job = await client.start('test.chatter', { rounds: 60, lines: 40 });
  const result = job.result();
  const lines: string[] = [];
  let cuts = 0;
  for await (const { message } of job.log()) {
    lines.push(message);
    if (lines.length / 500 > cuts + 1) {
      cuts++;
      cable.cut();
    }
  }
  expect(cuts).toBeGreaterThan(2);
  expect(lines).toEqual(Array.from({ length: 2400 }, (_, index) => `line ${index + 1}`));
  expect(await result).toEqual({ said: 2400 });
});

test('the connection says that it is lost and that it is back', async () => {
  const client = house.client(cable.url);
  const job = await client.start('demo.sleep', { steps: 1000 });
  const events = job.events();
  await events.next();
  const seen: string[] = [];
  client.connection.subscribe((state) => seen.push(state));
  cable.cut();
  await vi.waitFor(() => expect(seen).toEqual(['reconnecting', 'live']), 10_000);
  for await (const event of events) if (event.type === 'progress') break;
  await job.cancel();
});

test('a start whose answer is lost starts one job', async () => {
  const client = house.client(cable.url);
  const before = (await client.jobs.list()).jobs.length;
  cable.loseAnswer();
  const job = await client.start('demo.sleep', { steps: 1 });
  expect((await client.jobs.list()).jobs).toHaveLength(before + 1);
  expect(await job.result()).toEqual({ slept: 1 });
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Client, createClient, type Job, type LogEntry, type WatchEvent } from '@milepost/client';
import { afterEach, expect, test } from 'vitest';
import { type Bench, openBench, ownTasks, type Running } from './testing/milepost.ts';
import { layRoughCable, type RoughCable } from './testing/rough-cable.ts';

/** `npm run chaos` sets more. */
const rounds = Number(process.env.MILEPOST_WIRE_ROUNDS ?? 40);
const seed = Number(process.env.MILEPOST_CHAOS_SEED ?? Date.now() % 1e6);
const restarts = ['SIGTERM', 'SIGKILL', 'SIGTERM'] as const;

let bench: Bench;
let cable: RoughCable;
let token: string;
const clients: Client[] = [];
afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await cable.close();
  await bench.close();
});

const sentence =
  'whoever watches through a cable that is disturbed, while the server is started again three times, sees everything once';

test(`${sentence} (${rounds} disturbances, seed ${seed})`, {
  timeout: 120_000 + rounds * 3_000,
}, async () => {
  const random = createRandom(seed);
  bench = await openBench();
  let port = 0;
  cable = await layRoughCable(() => port);
  const serve = async (): Promise<Running> => {
    const words = ['serve', bench.data, '--port', String(port), '--allow-host', `127.0.0.1:${cable.port}`, '--tasks', ownTasks];
    const server = bench.start(...words);
    const [, found] = await server.until(/is at http:\/\/localhost:(\d+)/);
    port = Number(found);
    return server;
  };
  let server = await serve();
  token = await readFile(join(bench.data, 'token'), 'utf8');

  const starter = openClient();
  const jobs = await Promise.all([starter.start('test.chat', { items: 100_000 }), starter.start('test.chat', { items: 400 })]);
  const watchers = Array.from({ length: 4 }, () => openClient()).flatMap((client) => jobs.map(({ id }) => watch(client, id)));
  await Promise.all(watchers.map(({ begun }) => begun));

  const done: Record<string, number> = {};
  const started: string[] = [];
  let restarted = 0;
  for (let round = 0; round < rounds; ) {
    const restart = restarts[restarted];
    if (restart !== undefined && round >= ((restarted + 1) * rounds) / (restarts.length + 1)) {
      restarted++;
      server.child.kill(restart);
      expect(await server.ended).toBe(restart === 'SIGTERM' ? 0 : null);
      server = await serve();
      done[restart] = (done[restart] ?? 0) + 1;
    }
    // The moment is what is random here: it is not waited for anything.
    await wait(random() * 150);
    const kind = await cable.disturb(random);
    if (kind === null) continue;
    round++;
    done[kind] = (done[kind] ?? 0) + 1;
    if (round % 5 === 0) started.push(await startOnce(starter, `chaos-${round}`));
  }
  expect(done).toMatchObject({ SIGTERM: 2, SIGKILL: 1 });

  const direct = openClient(port);
  await direct.jobs.cancel(jobs[0]?.id ?? '');
  const all = await Promise.all(watchers.map(({ ended }) => ended));
  for (const [index, { id }] of jobs.entries()) {
    const log = await readLog(direct, id);
    expect(log.map(({ seq }) => seq)).toEqual([...new Set(log.map(({ seq }) => seq))].sort((a, b) => a - b));
    const seen = all.filter((_, at) => at % jobs.length === index);
    for (const { lines, states } of seen) {
      // From the first line that it was told of: what came before its first snapshot was not for it.
      expect(lines).toEqual(log.filter(({ seq }) => seq >= (lines[0]?.seq ?? 0)));
      expect(states).toEqual(longest(seen.map((one) => one.states)).slice(-states.length));
      expect(states.at(-1)).toMatch(index === 0 ? /^cancelled 4$/ : /^succeeded \d$/);
    }
  }
  expect(new Set(started).size).toBe(started.length);
  const { jobs: known } = await direct.jobs.list({ tasks: ['test.greet'], limit: 500 });
  expect(known.map(({ id }) => id).sort()).toEqual([...started].sort());
});

function openClient(at: number = cable.port): Client {
  const client = createClient({ url: `http://127.0.0.1:${at}`, token, timeout: 60_000 });
  clients.push(client);
  return client;
}

/** All that a watcher is told of a job: the lines of its log, and its states with the attempt. */
function watch(client: Client, id: string) {
  const lines: LogEntry[] = [];
  const states: string[] = [];
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const take = (event: WatchEvent) => {
    if (event.type === 'snapshot' && lines.length > 0) throw new Error('It was told of all of it again.');
    if (event.type === 'snapshot') lines.push(...event.log);
    if (event.type === 'log') lines.push(...event.entries);
    if (event.type === 'state' || event.type === 'snapshot') states.push(describe(event.job));
  };
  const ended = (async () => {
    for await (const event of client.watch(id)) {
      take(event);
      begin();
    }
    return { lines, states };
  })();
  return { begun, ended };
}

function describe({ state, attempt }: Job): string {
  return `${state} ${attempt}`;
}

/** A start that is asked for until its answer comes, each time with the same key. */
async function startOnce(client: Client, idempotencyKey: string): Promise<string> {
  for (;;) {
    try {
      return (await client.start('test.greet', { name: 'Ann' }, { idempotencyKey })).id;
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'Unreachable') throw error;
    }
  }
}

async function readLog(client: Client, id: string): Promise<LogEntry[]> {
  const log: LogEntry[] = [];
  for (;;) {
    const page = await client.jobs.log({ id, after: log.at(-1)?.seq ?? 0, limit: 1000 });
    log.push(...page);
    if (page.length < 1000) return log;
  }
}

function longest(lists: readonly string[][]): string[] {
  return lists.reduce((long, list) => (list.length > long.length ? list : long), []);
}

/** Mulberry32: small, and the same for the same seed. */
function createRandom(state: number): () => number {
  let next = state;
  return () => {
    next = (next + 0x6d2b79f5) | 0;
    let mixed = Math.imul(next ^ (next >>> 15), 1 | next);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
